package xai4j.model.description;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import xai4j.io.FileErrors;
import xai4j.model.ModelException;

/**
 * An entry of a registry of models as it lies in its folder: {@code DIR/NAME/VERSION/} with {@value #MODEL} and {@value #VERSION}, and in
 * {@code DIR/NAME/}{@value #PROMOTED} the number of the version that is served.
 */
public final class RegistryEntry {
    /** Name of the file that holds the number of the promoted version. */
    public static final String PROMOTED = "promoted";
    /** Name of a version's description. */
    public static final String VERSION = "version.json";
    /** Name of a version's model. */
    public static final String MODEL = "model.onnx";

    private static final String NUMBER = "[1-9]\\d{0,8}";

    private RegistryEntry() {}

    /**
     * The model that a folder of a registry stands for: of a version, its own; of a name, that of the promoted version.
     *
     * @return empty for what is no such folder
     * @throws ModelException if no version of the name is promoted, or what is promoted is not there
     */
    public static Optional<Path> model(Path folder) {
        if (isVersion(folder)) {
            return Optional.of(folder.resolve(MODEL));
        }
        List<String> versions = versions(folder);
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        String promoted = promoted(folder);
        if (!versions.contains(promoted)) {
            throw new ModelException("no version of " + folder + " is promoted; name one of "
                    + String.join(", ", versions) + " as " + folder.resolve(versions.get(0)));
        }
        return Optional.of(folder.resolve(promoted).resolve(MODEL));
    }

    private static boolean isVersion(Path folder) {
        return Files.isRegularFile(folder.resolve(VERSION)) && Files.isRegularFile(folder.resolve(MODEL));
    }

    private static List<String> versions(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> String.valueOf(entry.getFileName()).matches(NUMBER) && isVersion(entry))
                    .map(entry -> Integer.valueOf(String.valueOf(entry.getFileName())))
                    .sorted()
                    .map(String::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new ModelException(folder + " cannot be read: " + FileErrors.reason(e), e);
        }
    }

    private static String promoted(Path folder) {
        Path file = folder.resolve(PROMOTED);
        try {
            return Files.isRegularFile(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + FileErrors.reason(e), e);
        }
    }
}
