package xai4j.onnx;

import java.nio.file.Path;
import xai4j.Models;
import xai4j.model.LoadOptions;
import xai4j.model.Model;

/** An ONNX file whose sessions run on one copy of the weights. */
class LeanContractTest extends OnnxContractTest {
    @Override
    protected Model open() {
        return Models.load(
                Path.of("src/test/resources/goldens/models/cnn_res_silu.onnx"),
                LoadOptions.defaults().withLeanMemory());
    }
}
