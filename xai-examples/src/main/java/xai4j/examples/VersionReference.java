package xai4j.examples;

import java.util.List;
import java.util.OptionalInt;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;
import xai4j.tensor.XaiException;

/**
 * A version as people name it: {@code birds/3}, or {@code birds} for its promoted one, else its latest.
 *
 * @param name of the model
 * @param number of the version, 0 where none was said
 */
record VersionReference(String name, int number) {
    static VersionReference parse(String text) {
        int slash = text.indexOf('/');
        String name = ModelRegistry.requireName(slash < 0 ? text : text.substring(0, slash));
        String version = slash < 0 ? "" : text.substring(slash + 1);
        if (slash >= 0 && !version.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("\"" + text + "\" names no version; write NAME/3");
        }
        return new VersionReference(name, slash < 0 ? 0 : Integer.parseInt(version));
    }

    /** The version that is meant. */
    ModelVersion in(ModelRegistry registry) {
        return registry.version(name, number > 0 ? number : usual(registry));
    }

    private int usual(ModelRegistry registry) {
        List<Integer> versions = registry.versions(name);
        if (versions.isEmpty()) {
            throw new XaiException("there is no model " + name + " in " + registry.folder() + "; there are "
                    + String.join(", ", registry.names()));
        }
        OptionalInt promoted = registry.promoted(name);
        return promoted.isPresent() ? promoted.getAsInt() : versions.get(versions.size() - 1);
    }
}
