package xai4j.onnx.train.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.SmallBackbone;

class TuningLayerTest {
    @TempDir
    private Path folder = Path.of("");

    /** Convolutions 0 to 5, each with a ReLU; from 2 to 4 there is a way around 3. */
    private Path residual() {
        OnnxWriter writer = OnnxWriter.of(SmallBackbone.spec("residual"), "image", 13);
        String value = "image";
        for (int i = 0; i < 6; i++) {
            writer.constant(
                    "w" + i, new long[] {4, i == 0 ? 3 : 4, 1, 1}, SmallBackbone.random(i == 0 ? 12 : 16, i + 1L));
            writer.node("Conv", List.of(value, "w" + i), "conv" + i);
            value = "conv" + i;
            if (i == 4) {
                writer.node("Add", List.of(value, "relu2"), "sum");
                value = "sum";
            }
            writer.node("Relu", List.of(value), "relu" + i);
            value = "relu" + i;
        }
        writer.node("GlobalAveragePool", List.of(value), "pooled");
        writer.node("Flatten", List.of("pooled"), "row");
        writer.constant("fc", new long[] {3, 4}, SmallBackbone.random(12, 9));
        writer.node("Gemm", List.of("row", "fc"), "logits", OnnxAttribute.of("transB", 1));
        writer.output("logits", "scores");
        Path file = folder.resolve("residual.onnx");
        writer.write(file);
        return file;
    }

    /** Above relu2, which goes around two of them, there are three. */
    @Test
    void fourConvolutionsLieAboveTheUppermostLayerThatEverythingPasses() {
        Path file = residual();
        List<String> found = new ArrayList<>();
        for (String last : List.of("relu5", "relu4", "sum", "relu3")) {
            try (Backbone backbone = Backbone.open(file, LoadOptions.defaults(), last)) {
                String layer = TuningLayer.usual(backbone).name();
                TunableNetwork.requireTunable(file, layer, last);
                found.add(layer);
            }
        }
        assertThat(found).containsExactly("relu1", "relu0", "relu0", "conv0");
    }

    @Test
    void aNetworkOfFewerIsTunedFromTheLowest() {
        try (Backbone backbone = Backbone.open(SmallBackbone.convolutional(folder, 1), LoadOptions.defaults())) {
            assertThat(TuningLayer.usual(backbone).name()).isEqualTo("conv1");
        }
    }

    @Test
    void whatHasNoWeightsAboveAnyLayerIsRefused() {
        try (Backbone backbone = Backbone.open(SmallBackbone.tokens(folder), LoadOptions.defaults(), "patches")) {
            assertThatThrownBy(() -> TuningLayer.usual(backbone))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("no layer to tune from below patches");
        }
    }
}
