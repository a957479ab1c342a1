package xai4j.djl.torch;

import java.nio.file.Path;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelProvider;

/** Opens TorchScript files. */
public final class TorchScriptProvider implements ModelProvider {
    /** For {@link java.util.ServiceLoader}. */
    public TorchScriptProvider() {}

    @Override
    public String name() {
        return "DJL PyTorch";
    }

    @Override
    public String accepts() {
        return "TorchScript .pt";
    }

    @Override
    public boolean recognises(Path path) {
        return TorchFiles.recognises(path);
    }

    @Override
    public Model open(Path path, LoadOptions options) {
        return TorchScriptModel.open(path, options);
    }
}
