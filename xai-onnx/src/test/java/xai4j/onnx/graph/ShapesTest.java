package xai4j.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.tensor.Shape;

/** The oracle is the engine: every value is made an output and its real shape is compared. */
class ShapesTest {
    static List<Path> goldens() {
        return TestModels.goldens();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void shapesAreThoseOfTheRunningModel(Path file) throws OrtException {
        assertShapes(OnnxGraph.read(file));
    }

    @Test
    void shapesOfRealModelsAreThoseOfTheRunningModels() throws OrtException {
        for (Path file : TestModels.real()) {
            assertShapes(OnnxGraph.read(file));
        }
    }

    @Test
    void theBatchStaysDynamicWhereTokensAreReshaped() {
        Shapes shapes = Shapes.of(OnnxGraph.read(TestModels.golden("models/tiny_vit.onnx")));

        assertThat(shapes.shape("/blocks.0/qkv/Add_output_0")).isPresent();
        assertThat(shapes.shape("output").orElseThrow().dim(0)).isEqualTo(Shape.DYNAMIC);
        assertThat(shapes.isBatchDynamic()).isTrue();
        assertThat(shapes.constant("/blocks.0/Constant_3_output_0")).isPresent();
    }

    @Test
    void aFixedBatchIsStatic() {
        OnnxGraph graph = OnnxGraph.read(TestModels.golden("models/cnn_gap.onnx"));

        Shapes shapes = Shapes.of(graph, Map.of("input", Shape.of(1, 3, 48, 40)));

        assertThat(shapes.shape("/relu3/Relu_output_0")).contains(Shape.of(1, 32, 12, 10));
        assertThat(shapes.isBatchDynamic()).isFalse();
    }

    /** Compares all tensors that the model computes from floats with what the engine makes for batches of two and three. */
    static void assertShapes(OnnxGraph graph) throws OrtException {
        Shapes shapes = Shapes.of(graph);
        OnnxGraph all = graph.copy();
        List<String> names = new ArrayList<>();
        for (Node node : all.nodes()) {
            node.outputs().stream().filter(value -> !value.isEmpty()).forEach(names::add);
        }
        names.forEach(all::expose);
        Map<String, long[]> two = run(all, 2);
        Map<String, long[]> three = run(all, 3);
        for (String name : names) {
            long[] actual = two.get(name);
            if (actual == null || shapes.type(name) == ElementType.UNDEFINED) {
                continue;
            }
            assertThat(shapes.shape(name)).as(graph.source() + " " + name).isPresent();
            int[] found = shapes.shape(name).orElseThrow().dims();
            assertThat(found).as(graph.source() + " " + name).hasSize(actual.length);
            for (int i = 0; i < found.length; i++) {
                boolean varies = actual[i] != three.get(name)[i];
                assertThat(found[i])
                        .as(graph.source() + " " + name + " axis " + i + " of " + Arrays.toString(actual))
                        .isEqualTo(varies ? Shape.DYNAMIC : (int) actual[i]);
            }
        }
        List<String> unknown = graph.nodes().stream()
                .filter(Node::isStandard)
                .map(node -> node.output(0))
                .filter(name -> two.get(name) != null && !shapes.isKnown(name))
                .toList();
        assertThat(unknown).as(graph.source()).isEmpty();
    }

    private static Map<String, long[]> run(OnnxGraph graph, int batch) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, long[]> result = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(graph.toBytes(), options)) {
                String input = session.getInputNames().iterator().next();
                TensorInfo info = (TensorInfo) session.getInputInfo().get(input).getInfo();
                long[] dims = info.getShape();
                dims[0] = dims[0] == -1 ? batch : dims[0];
                OnnxTensor plain =
                        OnnxTensor.createTensor(environment, FloatBuffer.allocate((int) Dims.size(dims)), dims);
                try (OnnxTensor tensor = typed(environment, info, plain, dims);
                        OrtSession.Result values =
                                session.run(Map.of(input, tensor), Set.copyOf(session.getOutputNames()))) {
                    for (Map.Entry<String, OnnxValue> entry : values) {
                        if (entry.getValue().getInfo() instanceof TensorInfo found) {
                            result.put(entry.getKey(), found.getShape());
                        }
                    }
                }
            }
        }
        return result;
    }

    private static OnnxTensor typed(OrtEnvironment environment, TensorInfo info, OnnxTensor floats, long[] dims)
            throws OrtException {
        if (info.type == ai.onnxruntime.OnnxJavaType.FLOAT) {
            return floats;
        }
        floats.close();
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocateDirect(2 * (int) Dims.size(dims));
        return OnnxTensor.createTensor(environment, bytes, dims, info.type);
    }
}
