package xai4j.djl.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.engine.NdTensors;
import xai4j.djl.train.ResidualCnn;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.ValueInfo;
import xai4j.tensor.Tensor;

/** Exported networks compute in ONNX Runtime what they compute in DJL. */
class OnnxExportTest {
    private static final int SIDE = 20;
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                Arguments.of("relu", Activation.reluBlock()),
                Arguments.of("relu6", Activation.relu6Block()),
                Arguments.of("sigmoid", Activation.sigmoidBlock()),
                Arguments.of("tanh", Activation.tanhBlock()),
                Arguments.of("softPlus", Activation.softPlusBlock()),
                Arguments.of("softSign", Activation.softSignBlock()),
                Arguments.of("leakyRelu", Activation.leakyReluBlock(0.2f)),
                Arguments.of("elu", Activation.eluBlock(0.7f)),
                Arguments.of("selu", Activation.seluBlock()),
                Arguments.of("gelu", Activation.geluBlock()),
                Arguments.of("swish", Activation.swishBlock(1.5f)),
                Arguments.of("mish", Activation.mishBlock()),
                Arguments.of("identity", Blocks.identityBlock()),
                Arguments.of("dropout", Dropout.builder().optRate(0.5f).build()),
                Arguments.of("batch norm", BatchNorm.builder().optEpsilon(1e-3f).build()),
                Arguments.of("max pool", Pool.maxPool2dBlock(new Shape(3, 2), new Shape(2, 1), new Shape(1, 1))),
                Arguments.of(
                        "max pool, rounded up",
                        Pool.maxPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), true)),
                Arguments.of("average pool", Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1))),
                Arguments.of(
                        "average pool without pads",
                        Pool.avgPool2dBlock(new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false, false)),
                Arguments.of("global max pool", Pool.globalMaxPool2dBlock()),
                Arguments.of("grouped", conv(8, 4).optGroups(4).build()),
                Arguments.of(
                        "dilated",
                        conv(8, 3)
                                .optDilation(new Shape(2, 1))
                                .optStride(new Shape(1, 2))
                                .build()),
                Arguments.of(
                        "added",
                        new ParallelBlock(
                                OnnxExportTest::sum, List.of(conv(8, 1).build(), Blocks.identityBlock()))),
                Arguments.of(
                        "concatenated",
                        new ParallelBlock(
                                OnnxExportTest::concat,
                                List.of(conv(8, 1).build(), conv(3, 1).build(), Blocks.identityBlock()))),
                Arguments.of(
                        "gated",
                        new ParallelBlock(
                                OnnxExportTest::product, List.of(Activation.sigmoidBlock(), Blocks.identityBlock()))),
                Arguments.of("own", new Doubling()));
    }

    private static Conv2d.Builder conv(int filters, int kernel) {
        return Conv2d.builder().setFilters(filters).setKernelShape(new Shape(kernel, kernel));
    }

    private static NDList sum(List<NDList> branches) {
        return new NDList(NDArrays.add(branches.stream().map(NDList::head).toArray(NDArray[]::new)));
    }

    private static NDList product(List<NDList> branches) {
        return new NDList(branches.get(0).head().mul(branches.get(1).head()));
    }

    private static NDList concat(List<NDList> branches) {
        return new NDList(
                NDArrays.concat(new NDList(branches.stream().map(NDList::head).toList()), 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void partsComputeTheSame(String name, Block part) {
        SequentialBlock network = new SequentialBlock()
                .add(conv(8, 3).optPadding(new Shape(1, 1)).build())
                .add(part)
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(5).build());
        compare(network, SIDE, 1);
    }

    @Test
    void residualNetworkComputesTheSameAtAnyBatch() {
        compare(ResidualCnn.classifier(7), 64, 3);
    }

    private void compare(Block network, int side, int rows) {
        Path file = folder.resolve("model.onnx");
        Tensor images = noise(rows, side);
        try (Model djl = model(network, side)) {
            OnnxExport.write(djl.getNDManager(), network, spec(side), file);
            float[] expected = forward(djl, images);
            try (OnnxModel onnx = OnnxModel.open(file, LoadOptions.defaults())) {
                float[] actual = onnx.predict(images).toArray();
                assertThat(actual).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i])
                            .isCloseTo(expected[i], offset(TOLERANCE * (1 + Math.abs(expected[i]))));
                }
            }
        }
    }

    private static float[] forward(Model djl, Tensor images) {
        try (NDManager scope = djl.getNDManager().newSubManager()) {
            ParameterStore store = new ParameterStore(scope, false);
            NDArray batch = NdTensors.array(scope, images);
            return djl.getBlock()
                    .forward(store, new NDList(batch), false)
                    .get(0)
                    .toFloatArray();
        }
    }

    /** A network whose parameters, running statistics among them, are all far from their defaults. */
    private static Model model(Block network, int side) {
        Model djl = Model.newInstance("net", "PyTorch");
        djl.setBlock(network);
        djl.getNDManager().getEngine().setRandomSeed(11); // the same weights in every run
        network.initialize(djl.getNDManager(), DataType.FLOAT32, new Shape(1, 3, side, side));
        Random random = new Random(5);
        for (Pair<String, Parameter> pair : network.getParameters()) {
            NDArray array = pair.getValue().getArray();
            boolean positive = pair.getValue().getType() == Parameter.Type.RUNNING_VAR;
            float[] values = new float[Math.toIntExact(array.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = positive ? 0.5f + random.nextFloat() : 0.2f * (float) random.nextGaussian();
            }
            array.set(values);
        }
        return djl;
    }

    private static Tensor noise(int rows, int side) {
        Random random = new Random(9);
        float[] values = new float[rows * 3 * side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(xai4j.tensor.Shape.of(rows, 3, side, side), values);
    }

    private static ModelSpec spec(int side) {
        return new ModelSpec(
                "net",
                ImageInput.nchw(3, side, side),
                Preprocessing.tensorflow(),
                List.of("wren", "tit", "jay", "crow", "owl"),
                ScoreKind.LOGITS,
                "");
    }

    @Test
    void labelsAndPreprocessingTravelWithTheFile() {
        Path file = folder.resolve("model.onnx");
        SequentialBlock network = new SequentialBlock()
                .add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(5).build());
        try (Model djl = model(network, SIDE)) {
            OnnxExport.write(djl.getNDManager(), network, spec(SIDE), file);
        }
        try (OnnxModel onnx = OnnxModel.open(file, LoadOptions.defaults())) {
            assertThat(onnx.spec().labels()).containsExactly("wren", "tit", "jay", "crow", "owl");
            assertThat(onnx.spec().preprocessing()).isEqualTo(Preprocessing.tensorflow());
            assertThat(onnx.head()).isPresent();
        }
        ValueInfo scores = Objects.requireNonNull(OnnxGraph.read(file).outputs().get("scores"));
        assertThat(scores.type()).isEqualTo(ElementType.FLOAT);
        assertThat(scores.dims().orElseThrow()).containsExactly(ValueInfo.Dim.symbolic("batch"), ValueInfo.Dim.of(5));
    }

    @Test
    void numbersComeBackFromTheFile() {
        Path file = folder.resolve("model.onnx");
        Tensor images = noise(2, 64);
        SequentialBlock copy = ResidualCnn.classifier(5);
        try (Model djl = model(ResidualCnn.classifier(5), 64);
                Model other = Model.newInstance("copy", "PyTorch")) {
            OnnxExport.write(djl.getNDManager(), djl.getBlock(), spec(64), file);
            other.setBlock(copy);
            copy.initialize(other.getNDManager(), DataType.FLOAT32, new Shape(1, 3, 64, 64));
            OnnxWeights.read(file, copy);
            assertThat(forward(other, images)).isEqualTo(forward(djl, images));
            Block backbone = ResidualCnn.backbone();
            backbone.initialize(other.getNDManager(), DataType.FLOAT32, new Shape(1, 3, 64, 64));
            OnnxWeights.read(file, backbone);
            assertThat(backbone.getParameters().get(0).getValue().getArray())
                    .isEqualTo(djl.getBlock().getParameters().get(0).getValue().getArray());
        }
    }

    @Test
    void numbersOfAnotherNetworkAreRefused() {
        Path file = folder.resolve("model.onnx");
        try (Model djl = model(ResidualCnn.classifier(5), 64);
                Model other = model(ResidualCnn.classifier(7), 64)) {
            OnnxExport.write(djl.getNDManager(), djl.getBlock(), spec(64), file);
            assertThatThrownBy(() -> OnnxWeights.read(file, other.getBlock()))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll("model.onnx", "another network", "[5, 64]", "[7, 64]");
        }
    }

    @Test
    void unknownFunctionsAreNamed() {
        Block strange =
                new SequentialBlock().add(Activation.reluBlock()).add(LambdaBlock.singleton(NDArray::sin, "sine"));
        refused(strange, "02LambdaBlock", "\"sine\"", "OnnxExportable");
    }

    @Test
    void namesAloneAreNotBelieved() {
        refused(LambdaBlock.singleton(NDArray::sin, "ReLU"), "\"ReLU\"");
    }

    @Test
    void unknownJoinsAreNamed() {
        refused(
                new ParallelBlock(
                        branches -> new NDList(
                                branches.get(0).head().sub(branches.get(1).head())),
                        List.of(Activation.reluBlock(), Blocks.identityBlock())),
                "ParallelBlock");
    }

    private void refused(Block block, String... words) {
        Path file = folder.resolve("model.onnx");
        SequentialBlock network = new SequentialBlock().add(block).add(Blocks.batchFlattenBlock());
        try (Model djl = model(network, SIDE)) {
            assertThatThrownBy(() -> OnnxExport.write(djl.getNDManager(), network, spec(SIDE), file))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContainingAll(words);
        }
        assertThat(file).doesNotExist();
    }

    /** A block of one's own. */
    private static final class Doubling extends AbstractBlock implements OnnxExportable {
        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> parameters) {
            return new NDList(inputs.head().mul(2));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputShapes) {
            return inputShapes;
        }

        @Override
        public String export(OnnxNodes nodes, String input, NDArray example) {
            return nodes.node("Add", List.of(input, input));
        }
    }
}
