package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import xai4j.data.LabelledImages;
import xai4j.examples.registry.DataSummary;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.VersionWriter;
import xai4j.io.FileErrors;

/** The arguments by which a training is registered when it is done. */
final class RegistrationArguments {
    @Option(
            names = "--register",
            paramLabel = "DIR/NAME",
            description =
                    "Adds the result as a version of a model in a registry; xai models and xai serve --registry know it.")
    private @Nullable Path place;

    @Option(
            names = "--tag",
            paramLabel = "KEY=VALUE",
            description = "With --register: what is written on the version; may be repeated.")
    private Map<String, String> tags = new LinkedHashMap<>();

    /** Refuses, before any work, what could not be registered. */
    void requirePossible() {
        if (place == null) {
            if (!tags.isEmpty()) {
                throw new IllegalArgumentException("--tag is for --register only");
            }
            return;
        }
        ModelRegistry.requireName(name(place));
        FileErrors.requirePossible(place, "folder of the model");
    }

    private static String name(Path place) {
        return Objects.requireNonNullElse(place.getFileName(), place).toString();
    }

    /**
     * Registers, where that was asked.
     *
     * @param out where the training left its products
     */
    void register(Path out, long seed, LabelledImages train, Optional<LabelledImages> test, CommandSpec command) {
        if (place == null) {
            return;
        }
        Map<String, DataSummary> data = new LinkedHashMap<>();
        data.put("train", DataSummary.of(train));
        test.ifPresent(held -> data.put("test", DataSummary.of(held)));
        Path folder = Objects.requireNonNullElse(place.toAbsolutePath().getParent(), Path.of("."));
        ModelRegistry registry = new ModelRegistry(folder);
        VersionWriter.Training training =
                new VersionWriter.Training(out, command.name(), seed, line(command), tags, data);
        int version = VersionWriter.register(registry, name(place), training);
        PrintWriter lines = command.commandLine().getOut();
        lines.println(
                "registered as version " + version + " of " + name(place) + ": " + registry.path(name(place), version));
        lines.println("serve it     xai models promote " + folder + " " + name(place) + "/" + version);
    }

    private static String line(CommandSpec command) {
        List<String> words =
                Objects.requireNonNull(command.commandLine().getParseResult()).originalArgs();
        return command.root().name() + " " + String.join(" ", words);
    }
}
