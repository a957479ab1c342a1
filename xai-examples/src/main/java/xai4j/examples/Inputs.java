package xai4j.examples;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.io.Npy;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.tensor.Shape;

/** Model inputs from files. */
final class Inputs {
    private Inputs() {}

    /** The shape of the image in a file, without its batch axis. */
    static Shape shape(Path path) {
        Shape shape = Npy.readFinite(path).shape();
        return shape.rank() == 4 && shape.dim(0) == 1 ? shape.dropFirst() : shape;
    }

    static PreparedImage ofTensor(Path path, Model model, ModelArguments arguments) {
        ModelSpec spec = arguments.spec(model);
        return PreparedImage.ofTensor(Npy.readFloat(path), spec.input(), spec.preprocessing());
    }

    /** A photograph that is read early; one that cannot be read says so when it is wanted. */
    static Optional<BufferedImage> tried(Path path) {
        try {
            return Optional.of(Images.read(path));
        } catch (RuntimeException | OutOfMemoryError e) {
            return Optional.empty();
        }
    }

    static PreparedImage ofPhotograph(Path path, Model model, ModelArguments arguments) {
        return arguments.spec(model).prepare(Images.read(path));
    }
}
