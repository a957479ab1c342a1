package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;
import xai4j.tensor.Shape;

/** Shapes that are inferred once for a graph and a size of images. */
class LastShapesTest {
    private static final Path FILE = Path.of("src/test/resources/cases/base.onnx");

    @Test
    void theSameQuestionIsAnsweredOnce() {
        OnnxGraph graph = OnnxGraph.read(FILE);
        LastShapes shapes = new LastShapes(OnnxImageInput.find(graph));
        Shapes first = shapes.of(graph, Shape.of(1, 3, 32, 32));
        assertThat(shapes.of(graph, Shape.of(1, 3, 32, 32))).isSameAs(first);
        Shapes larger = shapes.of(graph, Shape.of(2, 3, 32, 32));
        assertThat(larger.dims(graph.nodes().get(0).output(0))[0]).isEqualTo(2);
        assertThat(first.dims(graph.nodes().get(0).output(0))[0]).isEqualTo(1);
        assertThat(shapes.of(OnnxGraph.read(FILE), Shape.of(2, 3, 32, 32))).isNotSameAs(larger);
    }
}
