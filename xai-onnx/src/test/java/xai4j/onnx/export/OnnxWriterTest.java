package xai4j.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.ModelSpec;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.onnx.graph.ValueInfo.Dim;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class OnnxWriterTest {
    @TempDir
    private Path folder;

    private static OnnxWriter means() {
        ModelSpec spec = ModelSpec.of("means", ImageInput.nchw(3, 2, 2))
                .withLabels(List.of("red", "blue"))
                .withPreprocessing(Preprocessing.unit());
        OnnxWriter writer = OnnxWriter.of(spec, "image", 17);
        writer.node("GlobalAveragePool", List.of("image"), "pooled");
        writer.node("Flatten", List.of("pooled"), "row", OnnxAttribute.of("axis", 1));
        writer.constant("weight", new long[] {2, 3}, 1, 0, 0, 0, 0, 2);
        writer.constant("bias", new long[] {2}, 0.5f, 0);
        writer.node("Gemm", List.of("row", "weight", "bias"), "logits", OnnxAttribute.of("transB", 1));
        return writer;
    }

    @Test
    void aWrittenModelSaysWhatItWasGivenAndComputesIt() {
        OnnxWriter writer = means();
        writer.output("pooled", "features");
        writer.firstOutput("logits", "scores");
        Path file = folder.resolve("means.onnx");
        writer.write(file);
        assertThat(OnnxGraph.read(file).outputs().keySet()).containsExactly("scores", "features");
        ValueInfo scores = Objects.requireNonNull(OnnxGraph.read(file).outputs().get("scores"));
        assertThat(scores.dims().orElseThrow()).containsExactly(Dim.symbolic("batch"), Dim.of(2));
        try (OnnxModel model = OnnxModel.open(file, LoadOptions.defaults())) {
            assertThat(model.spec().labels()).containsExactly("red", "blue");
            assertThat(model.spec().preprocessing()).isEqualTo(Preprocessing.unit());
            Tensor batch = Tensor.of(Shape.of(1, 3, 2, 2), 1, 2, 3, 6, 0, 0, 0, 0, 1, 1, 1, 5);
            assertThat(model.predict(batch).toArray()).containsExactly(3.5f, 4);
        }
        OnnxConstants constants = OnnxConstants.read(file);
        assertThat(constants.names()).containsExactlyInAnyOrder("weight", "bias");
        assertThat(constants.dims("weight")).hasValue(new long[] {2, 3});
        assertThat(constants.floats("weight")).containsExactly(1, 0, 0, 0, 0, 2);
        assertThat(constants.dims("other")).isEmpty();
        assertThatThrownBy(() -> constants.floats("other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other");
    }

    @Test
    void whatCannotBeReadOrIsThereTwiceIsRefused() {
        OnnxWriter writer = means();
        refused(() -> writer.node("Relu", List.of("absent"), "active"), "Relu active", "absent");
        refused(() -> writer.node("Relu", List.of("row"), "image"), "two values", "image");
        refused(() -> writer.constant("bias", new long[] {1}, 1), "two values", "bias");
        refused(() -> writer.constant("one", new long[] {2}, 1), "one", "2", "1");
        refused(() -> writer.vector("row", 1), "two values", "row");
        refused(() -> writer.output("absent", "scores"), "scores", "absent");
        refused(writer::toBytes, "without an output");
    }

    private static void refused(Runnable action, String... words) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
    }
}
