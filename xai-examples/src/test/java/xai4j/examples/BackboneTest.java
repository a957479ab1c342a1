package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.ModelSpec;
import xai4j.onnx.export.OnnxWriter;
import xai4j.tensor.XaiException;

class BackboneTest {
    @TempDir
    Path temp = Path.of("");

    private Path network(List<String> labels) {
        ModelSpec spec = ModelSpec.of("net", ImageInput.nchw(3, 32, 32))
                .withLabels(labels)
                .withPreprocessing(Preprocessing.unit());
        OnnxWriter writer = OnnxWriter.of(spec, "image", 13);
        writer.constant("colours", new long[] {2, 3, 1, 1}, new float[] {1, 0, 0, 0, 1, 0});
        writer.node("Conv", List.of("image", "colours"), "maps");
        writer.node("GlobalAveragePool", List.of("maps"), "pooled");
        writer.node("Flatten", List.of("pooled"), "y");
        writer.output("y", "logits");
        Path file = temp.resolve("net" + labels.size() + ".onnx");
        writer.write(file);
        return file;
    }

    @Test
    void otherClassesAreSaidAndSoIsANetworkThatNamesNone() {
        assertThatThrownBy(() ->
                        Backbone.of(network(List.of("cat", "dog")).toString()).requireFit(32, List.of("red", "blue")))
                .isInstanceOf(XaiException.class)
                .hasMessageEndingWith("net2.onnx knows the classes cat, dog; the data have red, blue");
        assertThatThrownBy(() -> Backbone.of(network(List.of()).toString()).requireFit(32, List.of("red", "blue")))
                .isInstanceOf(XaiException.class)
                .hasMessageEndingWith("net0.onnx names no classes; the data have red, blue");
    }
}
