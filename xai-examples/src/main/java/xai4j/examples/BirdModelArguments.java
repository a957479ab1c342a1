package xai4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import xai4j.Models;
import xai4j.examples.birds.BirdSample;
import xai4j.image.Preprocessing;
import xai4j.io.FileErrors;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.tensor.XaiException;

/** The arguments by which a command names a model of birds; without any it is the one that comes with the project. */
final class BirdModelArguments {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "MODEL",
            description = "A model of the twelve species; by default the one that comes with the project.")
    private @Nullable Path path;

    @Option(names = "--labels", paramLabel = "FILE", description = "Names of the classes, a line per label.")
    private @Nullable Path labels;

    @Option(
            names = "--preprocess",
            paramLabel = "NAME",
            description = "How pixels become inputs, unless the file says so: imagenet, tf, unit, …")
    private @Nullable String preprocess;

    /** Opens the model; the caller closes it. */
    Model open() {
        LoadOptions options = LoadOptions.defaults();
        if (labels != null) {
            options = options.withLabels(LabelFile.read(labels));
        }
        if (preprocess != null) {
            options = options.withPreprocessing(Preprocessing.named(preprocess));
        }
        return path == null ? shipped(BirdSample.CNN, options) : Models.load(path, options);
    }

    /** Opens a network that comes with the project, by a file that is there as long as the program runs; the caller closes it. */
    static Model shipped(BirdSample network, LoadOptions options) {
        try {
            Path folder = Files.createTempDirectory("xai-birds");
            folder.toFile().deleteOnExit();
            Path file = network.copyTo(folder);
            file.toFile().deleteOnExit();
            return Models.load(file, options);
        } catch (IOException e) {
            throw new XaiException("cannot make a temporary folder: " + FileErrors.reason(e), e);
        }
    }
}
