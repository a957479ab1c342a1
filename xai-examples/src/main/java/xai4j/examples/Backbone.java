package xai4j.examples;

import ai.djl.nn.Block;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import xai4j.Models;
import xai4j.djl.export.OnnxWeights;
import xai4j.djl.prototype.PrototypeExport;
import xai4j.examples.birds.BirdSample;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.tensor.XaiException;

/** The network that a prototype network begins with: what {@code xai train cnn} has learned, or nothing. */
final class Backbone {
    private static final String NONE = "none";

    private static final int SHIPPED_SIZE = 96;

    private final @Nullable Path file;
    private final boolean shipped;

    private Backbone(@Nullable Path file, boolean shipped) {
        this.file = file;
        this.shipped = shipped;
    }

    /**
     * Finds it.
     *
     * @param from a folder of {@code xai train cnn}, a file, or "none"; null for the network that comes with the program
     * @throws XaiException if there is no such network
     */
    static Backbone of(@Nullable String from) {
        return from == null
                ? new Backbone(null, true)
                : new Backbone(from.equals(NONE) ? null : found(Path.of(from)), false);
    }

    /**
     * Checks that it suits the pictures.
     *
     * @throws XaiException if it takes others, or knows other classes
     */
    void requireFit(int size, List<String> labels) {
        if (shipped && size != SHIPPED_SIZE) {
            throw new XaiException(
                    "the network that comes with this program takes pictures of " + SHIPPED_SIZE + " pixels, not "
                            + size + "; train one with xai train cnn --size " + size + " and give it as --from");
        }
        if (file == null) {
            return;
        }
        try (Model model = Models.load(file)) {
            ModelSpec spec = model.spec();
            if (spec.input().height() != size || spec.input().width() != size) {
                throw new XaiException(
                        file + " takes pictures of " + spec.input().width() + "x"
                                + spec.input().height() + ", not " + size + "x" + size + "; add --size "
                                + spec.input().width() + ", or train another");
            }
            if (!spec.labels().equals(labels)) {
                String known = spec.labels().isEmpty()
                        ? " names no classes"
                        : " knows the classes " + String.join(", ", spec.labels());
                throw new XaiException(file + known + "; the data have " + String.join(", ", labels));
            }
        }
    }

    private static Path found(Path from) {
        if (!Files.exists(from)) {
            throw new XaiException("there is no " + from + "; --from takes a folder of xai train cnn");
        }
        Path file = Files.isDirectory(from) ? from.resolve(PrototypeExport.MODEL) : from;
        if (!Files.exists(file)) {
            throw new XaiException(
                    from + " holds no " + PrototypeExport.MODEL + "; has xai train cnn come to its end there?");
        }
        return file;
    }

    /**
     * Puts what was learned into a block with initialised parameters.
     *
     * @param folder takes a copy of the network that comes with the program
     */
    void readInto(Block block, Path folder) {
        if (shipped) {
            OnnxWeights.read(BirdSample.CNN.copyTo(folder), block);
        } else if (file != null) {
            OnnxWeights.read(file, block);
        }
    }
}
