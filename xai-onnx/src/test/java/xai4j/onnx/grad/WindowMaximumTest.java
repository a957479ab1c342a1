package xai4j.onnx.grad;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Which of equal elements gets the gradient of a maximum. */
class WindowMaximumTest {
    private static final int CHANNELS = 3;

    @Property(tries = 40)
    void theFirstOfEqualMaximaGetsTheGradient(@ForAll long seed) {
        Random random = new Random(seed);
        int height = 5 + random.nextInt(6);
        int width = 5 + random.nextInt(6);
        int[] kernel = {1 + random.nextInt(4), 1 + random.nextInt(4)};
        int[] stride = {1 + random.nextInt(3), 1 + random.nextInt(3)};
        int[] pad = {random.nextInt(kernel[0]), random.nextInt(kernel[1])};
        OnnxGraph graph = pooling(height, width, kernel, stride, pad);
        Tensor image = Tensor.zeros(Shape.of(1, CHANNELS, height, width));
        for (int i = 0; i < image.size(); i++) {
            image.set(i, random.nextInt(3) - 1);
        }
        Tensor dy = GradientRuns.run(graph, Map.of("image", image)).get("y");
        for (int i = 0; i < dy.size(); i++) {
            dy.set(i, 1 + random.nextInt(9));
        }
        GradientGraph built = GradientGraph.build(GradientRequest.ofLogits(GraphAnatomy.of(graph), Set.of("image"))
                .from(Seed.layer("y")));
        Tensor gradient = GradientRuns.run(built.graph(), Map.of("image", image, built.cotangent(), dy))
                .get(built.gradient("image"));
        assertThat(gradient.toArray()).isEqualTo(searched(image, dy, kernel, stride, pad));
    }

    private static OnnxGraph pooling(int height, int width, int[] kernel, int[] stride, int[] pad) {
        OnnxGraph graph = OnnxGraph.empty("pooling", 17);
        List<ValueInfo.Dim> dims = List.of(
                ValueInfo.Dim.symbolic("N"),
                ValueInfo.Dim.of(CHANNELS),
                ValueInfo.Dim.of(height),
                ValueInfo.Dim.of(width));
        graph.inputs().put("image", ValueInfo.of("image", ElementType.FLOAT, dims));
        graph.nodes()
                .add(Node.of(
                        "MaxPool",
                        List.of("image"),
                        List.of("y"),
                        Attribute.ints("kernel_shape", kernel[0], kernel[1]),
                        Attribute.ints("strides", stride[0], stride[1]),
                        Attribute.ints("pads", pad[0], pad[1], 0, 0)));
        graph.nodes().add(Node.of("Flatten", List.of("y"), List.of("scores")));
        graph.expose("y");
        graph.expose("scores");
        return graph;
    }

    /** Looks at the elements of each window one by one. */
    private static float[] searched(Tensor image, Tensor dy, int[] kernel, int[] stride, int[] pad) {
        int height = image.shape().dim(2);
        int width = image.shape().dim(3);
        int rows = dy.shape().dim(2);
        int columns = dy.shape().dim(3);
        float[] gradient = new float[image.size()];
        for (int i = 0; i < dy.size(); i++) {
            int plane = i / (rows * columns) * height * width;
            int top = i / columns % rows * stride[0] - pad[0];
            int left = i % columns * stride[1] - pad[1];
            int best = -1;
            for (int r = Math.max(0, top); r < Math.min(height, top + kernel[0]); r++) {
                for (int c = Math.max(0, left); c < Math.min(width, left + kernel[1]); c++) {
                    int at = plane + r * width + c;
                    best = best < 0 || image.at(at) > image.at(best) ? at : best;
                }
            }
            gradient[best] += dy.at(i);
        }
        return gradient;
    }
}
