package xai4j.examples;

import java.nio.file.Path;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessor;
import xai4j.io.Npy;
import xai4j.model.Model;
import xai4j.model.ModelSpec;

/** Model inputs from files. */
final class Inputs {
    private Inputs() {}

    static PreparedImage ofTensor(Path path, Model model, ModelArguments arguments) {
        ModelSpec spec = model.spec();
        return PreparedImage.ofTensor(Npy.readFloat(path), spec.input(), arguments.preprocessing(spec));
    }

    static PreparedImage ofPhotograph(Path path, Model model, ModelArguments arguments) {
        ModelSpec spec = model.spec();
        return Preprocessor.prepare(Images.read(path), spec.withPreprocessing(arguments.preprocessing(spec)));
    }
}
