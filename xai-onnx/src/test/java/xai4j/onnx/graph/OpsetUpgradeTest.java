package xai4j.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.model.ModelException;

/** A raised graph gives the same numbers as the original. */
class OpsetUpgradeTest {
    private static final long[] IMAGE = {1, 4, 6, 5};

    private static OnnxGraph single(long opset, List<ConstantTensor> constants, Node... nodes) {
        OnnxGraph graph = OnnxGraph.empty("old", opset);
        graph.irVersion(4);
        List<ValueInfo.Dim> dims =
                java.util.Arrays.stream(IMAGE).mapToObj(ValueInfo.Dim::of).toList();
        graph.inputs().put("x", ValueInfo.of("x", ElementType.FLOAT, dims));
        constants.forEach(graph::add);
        graph.nodes().addAll(List.of(nodes));
        graph.expose("y");
        return graph;
    }

    private static Node node(String operator, List<String> inputs, Attribute... attributes) {
        return Node.of(operator, inputs, List.of("y"), attributes);
    }

    private static void assertSame(OnnxGraph graph) throws OrtException {
        OnnxGraph raised = graph.copy();
        OpsetUpgrade.apply(raised, Shapes.of(graph));
        assertThat(raised.opset()).isEqualTo(OpsetUpgrade.WANTED);
        assertThat(run(raised, IMAGE)).containsExactly(run(graph, IMAGE), Offset.offset(1e-6f));
    }

    private static float[] run(OnnxGraph graph, long[] dims) throws OrtException {
        float[] values = new float[(int) Dims.size(dims)];
        Random random = new Random(3);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        String input = graph.ports().get(0).name();
        try (OrtSession session = environment.createSession(graph.toBytes(), new OrtSession.SessionOptions());
                OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), dims);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            FloatBuffer found = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] all = new float[found.remaining()];
            found.get(all);
            return all;
        }
    }

    @Test
    void attributesBecomeInputs() throws OrtException {
        Attribute axes = Attribute.ints("axes", 2L);
        assertSame(single(7, List.of(), node("ReduceSum", List.of("x"), axes)));
        assertSame(single(7, List.of(), node("Squeeze", List.of("x"), Attribute.ints("axes", 0L))));
        assertSame(single(7, List.of(), node("Unsqueeze", List.of("x"), axes)));
        assertSame(single(
                9,
                List.of(),
                node("Slice", List.of("x"), Attribute.ints("starts", 1L, 0L), Attribute.ints("ends", 3L, 2L))));
        assertSame(single(
                9,
                List.of(),
                node(
                        "Pad",
                        List.of("x"),
                        Attribute.ints("pads", 0L, 0L, 1L, 2L, 0L, 0L, 0L, 1L),
                        Attribute.of("value", 0.5f))));
        assertSame(single(
                7, List.of(), node("Clip", List.of("x"), Attribute.of("min", -0.5f), Attribute.of("max", 0.25f))));
        assertSame(single(7, List.of(), node("Clip", List.of("x"), Attribute.of("max", 0.25f))));
        assertSame(single(7, List.of(), Node.of("TopK", List.of("x"), List.of("y", "i"), Attribute.of("k", 2))));
        assertSame(single(
                11,
                List.of(),
                Node.of(
                        "Split",
                        List.of("x"),
                        List.of("y", "z"),
                        Attribute.ints("split", 1L, 3L),
                        Attribute.of("axis", 1))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReduceL1",
                "ReduceL2",
                "ReduceLogSumExp",
                "ReduceMax",
                "ReduceMean",
                "ReduceMin",
                "ReduceProd",
                "ReduceSumSquare"
            })
    void axesOfReductionsBecomeInputs(String operator) throws OrtException {
        assertSame(single(17, List.of(), node(operator, List.of("x"), Attribute.ints("axes", 1L, -1L))));
        assertSame(single(11, List.of(), node(operator, List.of("x"), Attribute.of("keepdims", 0L))));
    }

    /** What changed with set 16 stays what it is in a graph of that set. */
    @Test
    void regionsOfANewerSetKeepTheirHalfPixel() throws OrtException {
        List<ConstantTensor> region = List.of(
                ConstantTensor.ofFloats("r", new long[] {1, 4}, 0.4f, 1.2f, 3.7f, 4.9f),
                ConstantTensor.ofLongs("b", new long[] {1}, 0));
        Attribute height = Attribute.of("output_height", 2);
        Attribute width = Attribute.of("output_width", 2);
        assertSame(single(10, region, node("RoiAlign", List.of("x", "r", "b"), height, width)));
        assertSame(single(16, region, node("RoiAlign", List.of("x", "r", "b"), height, width)));
    }

    @Test
    void equalPartsAreCounted() throws OrtException {
        assertSame(single(17, List.of(), Node.of("Split", List.of("x"), List.of("y", "z"), Attribute.of("axis", 1))));
        assertSame(single(7, List.of(), Node.of("Split", List.of("x"), List.of("z", "y"), Attribute.of("axis", 2))));
    }

    @Test
    void operatorsThatChangedTheirMeaningAreRewritten() throws OrtException {
        assertSame(single(7, List.of(), node("Softmax", List.of("x"))));
        assertSame(single(11, List.of(), node("LogSoftmax", List.of("x"), Attribute.of("axis", 2))));
        assertSame(single(7, List.of(), node("Dropout", List.of("x"), Attribute.of("ratio", 0.5f))));
        assertSame(single(
                7,
                List.of(),
                node(
                        "Upsample",
                        List.of("x"),
                        Attribute.floats("scales", 1f, 1f, 2f, 3f),
                        Attribute.of("mode", "nearest"))));
        ConstantTensor scales = ConstantTensor.ofFloats("s", new long[] {4}, 1, 1, 2, 2);
        assertSame(single(9, List.of(scales), node("Upsample", List.of("x", "s"), Attribute.of("mode", "linear"))));
        assertSame(single(10, List.of(scales), node("Resize", List.of("x", "s"), Attribute.of("mode", "nearest"))));
        List<ConstantTensor> statistics = List.of(
                ConstantTensor.ofFloats("g", new long[] {4}, 1, 2, 3, 4),
                ConstantTensor.ofFloats("b", new long[] {4}, 0, 1, 0, 1),
                ConstantTensor.ofFloats("m", new long[] {4}, 0.1f, 0.2f, 0.3f, 0.4f),
                ConstantTensor.ofFloats("v", new long[] {4}, 1, 2, 1, 2));
        assertSame(single(
                7,
                statistics,
                node("BatchNormalization", List.of("x", "g", "b", "m", "v"), Attribute.of("spatial", 1))));
    }

    @Test
    void realModelsGiveTheSameScores() throws OrtException {
        for (Path file : TestModels.real()) {
            OnnxGraph graph = OnnxGraph.read(file);
            GraphAnatomy anatomy = GraphAnatomy.of(graph);
            long[] dims = anatomy.shapes().dims(anatomy.image());
            dims[0] = 1;
            OnnxGraph widened = graph.copy();
            widened.keepOnly(List.of(anatomy.scores()));
            FloatWidening.apply(widened);
            OnnxGraph raised = widened.copy();
            OpsetUpgrade.apply(raised, anatomy.shapes());
            assertThat(run(raised, dims)).as(file.toString()).containsExactly(run(widened, dims), Offset.offset(2e-4f));
        }
    }

    @Test
    void whatCannotBeRaisedIsNamed() {
        OnnxGraph ancient = single(6, List.of(), node("Relu", List.of("x")));
        assertThatThrownBy(() -> OpsetUpgrade.apply(ancient, Shapes.of(ancient)))
                .isInstanceOf(ModelException.class)
                .hasMessage("old uses operator set 6; 7 or newer is needed, export the model again");
        OnnxGraph unusual = single(
                7, List.of(), node("BatchNormalization", List.of("x", "a", "a", "a", "a"), Attribute.of("spatial", 0)));
        assertThatThrownBy(() -> OpsetUpgrade.apply(unusual, Shapes.of(unusual)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("BatchNormalization y with spatial = 0");
    }
}
