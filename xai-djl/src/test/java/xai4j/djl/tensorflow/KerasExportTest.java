package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.djl.Platform;
import xai4j.explain.Explanation;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.BackwardRule;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.Objective;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** SavedModels that Keras 3 exported, with random weights, and graphs with other inputs than a batch of colour pictures. */
class KerasExportTest {
    private static final Path CASES = Path.of("src/test/resources/tensorflow");

    @TempDir
    Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private static TensorFlowModel open(String name, LoadOptions options) {
        return TensorFlowModel.open(CASES.resolve(name), options);
    }

    private static Tensor picture() {
        return Npy.readFloat(CASES.resolve("picture.npy")).reshape(Shape.of(1, 64, 64, 3));
    }

    @Test
    void ofAnEmbeddingAndPredictionsThePredictionsAreExplained() {
        try (TensorFlowModel model = open("two_heads", LoadOptions.defaults())) {
            Tensor scores = model.predict(picture());
            assertThat(scores.shape()).isEqualTo(Shape.of(1, 3));
            float[] expected = {0.3757f, 0.3647f, 0.2595f};
            for (int k = 0; k < 3; k++) {
                assertThat(scores.get(0, k)).isCloseTo(expected[k], offset(1e-4f));
            }
            assertThat(model.outputs())
                    .extracting(ModelOutput::name, ModelOutput::kind, ModelOutput::explained)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("embedding", ModelOutput.Kind.EMBEDDING, false),
                            org.assertj.core.groups.Tuple.tuple("predictions", ModelOutput.Kind.SCORES, true));
        }
    }

    @Test
    void theCallerMayChooseAnotherOutputOrIsToldWhichThereAre() {
        try (TensorFlowModel model = open("two_heads", LoadOptions.defaults().withOutput("embedding"))) {
            assertThat(model.predict(picture()).shape()).isEqualTo(Shape.of(1, 16));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open("two_heads", LoadOptions.defaults().withOutput("box")))
                .withMessageContaining("embedding")
                .withMessageContaining("predictions");
    }

    @Test
    void severalEndsOfWhichNoneIsClearAreListed() throws IOException {
        GraphDef graph = TinyGraphs.frozen().toBuilder()
                .addNode(TinyGraphs.typed("other", "Neg", "logits"))
                .addNode(TinyGraphs.typed("age", "Softmax", "other"))
                .build();
        Path file = TinyGraphs.write(graph, folder.resolve("ends.pb"));
        assertThatThrownBy(() -> TensorFlowModel.open(file, LoadOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("scores")
                .hasMessageContaining("age")
                .hasMessageContaining("--output");
        try (TensorFlowModel model =
                TensorFlowModel.open(file, LoadOptions.defaults().withOutput("age"))) {
            assertThat(model.predict(Tensor.zeros(Shape.of(1, 16, 16, 3))).shape())
                    .isEqualTo(Shape.of(1, 3));
        }
    }

    @Test
    void rescalingInsideTheGraphLeavesRawPictures() {
        try (TensorFlowModel model = open("rescaling", LoadOptions.defaults())) {
            assertThat(model.spec().preprocessing()).isEqualTo(Preprocessing.raw());
            assertThat(model.spec().preprocessingOrigin()).isNotEqualTo(PreprocessingOrigin.ASSUMED);
        }
        LoadOptions given = LoadOptions.defaults().withPreprocessing(Preprocessing.unit());
        try (TensorFlowModel model = open("rescaling", given)) {
            assertThat(model.spec().preprocessing()).isEqualTo(Preprocessing.unit());
        }
    }

    @Test
    void augmentationInsideIsFrozenAndItsRefusalNamesTheOperationEachTime() {
        try (TensorFlowModel model = open("augmenting", LoadOptions.defaults())) {
            Tensor image = picture();
            assertThat(model.predict(image)).isEqualTo(model.predict(image));
            assertThat(model.remarks()).singleElement().asString().contains("random numbers", "frozen with seed 0");
            assertThat(model.spec().input().batch()).isEqualTo(1);
            for (int i = 0; i < 2; i++) {
                assertThat(model.obstacle(Layer.INPUT, BackwardRule.GRADIENT))
                        .hasValueSatisfying(why -> assertThat(why).contains("ImageProjectiveTransformV3"));
            }
            Layer last = model.lastSpatialLayer().orElseThrow();
            Gradients gradients = model.gradients(
                    image, Objective.classes(Score.LOGIT, new int[] {1}, 3), Set.of(last), BackwardRule.GRADIENT);
            assertThat(gradients.gradients().get(last).toArray()).isNotEqualTo(new float[1]);
        }
    }

    @Test
    void chanceOfOldGraphsIsTheSameInEachRun() throws IOException {
        NodeDef noise = NodeDef.newBuilder()
                .setName("noise")
                .setOp("RandomUniform")
                .addInput("extents")
                .putAttr("dtype", TinyGraphs.type(DataType.DT_FLOAT))
                .putAttr("T", TinyGraphs.type(DataType.DT_INT32))
                .build();
        GraphDef graph = replaced(
                        "relu2",
                        TinyGraphs.typed("relu2", "AddV2", "conv2", "noise").build())
                .toBuilder()
                .addNode(noise)
                .addNode(Constants.vector("extents", 1, 8, 8, 5))
                .build();
        Path file = TinyGraphs.write(graph, folder.resolve("noisy.pb"));
        Tensor image = Tensor.zeros(Shape.of(1, 16, 16, 3));
        try (TensorFlowModel model = TensorFlowModel.open(file, LoadOptions.defaults());
                TensorFlowModel again = TensorFlowModel.open(file, LoadOptions.defaults())) {
            assertThat(model.predict(image)).isEqualTo(model.predict(image)).isEqualTo(again.predict(image));
            Explanation explanation = Explainers.occlusion(model)
                    .explain(model.spec().prepare(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB)));
            assertThat(explanation.provenance().input().orElseThrow().warnings())
                    .singleElement()
                    .asString()
                    .contains("random numbers", "(noise)", "frozen with seed 0");
        }
        Path steady = TinyGraphs.write(TinyGraphs.frozen(), folder.resolve("steady.pb"));
        try (TensorFlowModel model = TensorFlowModel.open(steady, LoadOptions.defaults())) {
            assertThat(model.remarks()).isEmpty();
        }
    }

    @Test
    void drawnClassesAndShufflesAreTheSameInEachRun() throws IOException {
        NodeDef drawn = NodeDef.newBuilder()
                .setName("drawn")
                .setOp("Multinomial")
                .addInput("product")
                .addInput("draws")
                .putAttr("T", TinyGraphs.type(DataType.DT_FLOAT))
                .putAttr("output_dtype", TinyGraphs.type(DataType.DT_INT64))
                .build();
        NodeDef numbers = NodeDef.newBuilder()
                .setName("numbers")
                .setOp("Cast")
                .addInput("drawn")
                .putAttr("SrcT", TinyGraphs.type(DataType.DT_INT64))
                .putAttr("DstT", TinyGraphs.type(DataType.DT_FLOAT))
                .build();
        TensorProto three = TensorProto.newBuilder()
                .setDtype(DataType.DT_INT32)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addIntVal(3)
                .build();
        GraphDef graph =
                replaced(
                                "logits",
                                TinyGraphs.typed("logits", "AddV2", "product", "shuffled")
                                        .build())
                        .toBuilder()
                        .addNode(drawn)
                        .addNode(TwinRewriter.constant("draws", three))
                        .addNode(numbers)
                        .addNode(TinyGraphs.typed("shuffled", "RandomShuffle", "numbers"))
                        .build();
        Path file = TinyGraphs.write(graph, folder.resolve("drawing.pb"));
        Tensor image = Tensor.zeros(Shape.of(1, 16, 16, 3));
        try (TensorFlowModel model = TensorFlowModel.open(file, LoadOptions.defaults());
                TensorFlowModel again = TensorFlowModel.open(file, LoadOptions.defaults())) {
            for (int i = 0; i < 5; i++) {
                assertThat(model.predict(image)).isEqualTo(again.predict(image));
            }
            assertThat(model.remarks()).singleElement().asString().contains("drawn", "shuffled", "frozen with seed 0");
        }
    }

    @Test
    void greyPicturesSinglePicturesAndRowsAreTaken() throws IOException {
        assertInput(List.of(-1L, 16L, 48L), new ImageInput(ImageLayout.NHWC, 1, 16, 48, Shape.DYNAMIC), 48);
        assertInput(List.of(16L, 16L, 3L), new ImageInput(ImageLayout.NHWC, 3, 16, 16, 1), 0);
        assertInput(List.of(-1L, 768L), new ImageInput(ImageLayout.NHWC, 3, 16, 16, Shape.DYNAMIC), 0);
    }

    /** The usual network behind a placeholder of another shape; all see the same numbers in the same order. */
    private void assertInput(List<Long> extents, ImageInput expected, int columns) throws IOException {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        extents.forEach(extent -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(extent)));
        GraphDef graph = replaced(
                        "image",
                        TinyGraphs.typed("image", "Reshape", "given", "colours")
                                .putAttr("Tshape", TinyGraphs.type(DataType.DT_INT32))
                                .build())
                .toBuilder()
                .addNode(Constants.vector("colours", -1, 16, 16, 3))
                .addNode(NodeDef.newBuilder()
                        .setName("given")
                        .setOp("Placeholder")
                        .putAttr("dtype", TinyGraphs.type(DataType.DT_FLOAT))
                        .putAttr("shape", AttrValue.newBuilder().setShape(shape).build()))
                .build();
        Path plain = TinyGraphs.write(TinyGraphs.frozen(), folder.resolve("plain.pb"));
        Path file = TinyGraphs.write(graph, folder.resolve("other.pb"));
        Tensor pixels = Tensor.zeros(Shape.of(1, 16, 16, 3));
        for (int i = 0; i < pixels.size(); i++) {
            pixels.set(i, (float) Math.sin(i));
        }
        Shape own = columns > 0 ? Shape.of(1, 16, columns, 1) : pixels.shape();
        try (TensorFlowModel colours = TensorFlowModel.open(plain, LoadOptions.defaults());
                TensorFlowModel model = TensorFlowModel.open(file, LoadOptions.defaults())) {
            assertThat(model.spec().input()).isEqualTo(expected);
            assertThat(model.predict(pixels.reshape(own))).isEqualTo(colours.predict(pixels));
        }
    }

    @Test
    void viewsBesideEachOtherInTheBatchAreNoMaps() throws IOException {
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (NodeDef node : TinyGraphs.frozen().getNodeList()) {
            graph.addNode(
                    node.getName().equals("conv1")
                            ? node.toBuilder().setInput(0, "views").build()
                            : node.getName().equals("scores")
                                    ? TinyGraphs.typed("scores", "Mean", "table", "one")
                                            .putAttr("Tidx", TinyGraphs.type(DataType.DT_INT32))
                                            .build()
                                    : node);
        }
        graph.addNode(Constants.vector("columns", 2))
                .addNode(Constants.vector("one", 1))
                .addNode(Constants.vector("two", -1, 2, 3))
                .addNode(TinyGraphs.typed("mirror", "ReverseV2", "image", "columns")
                        .putAttr("Tidx", TinyGraphs.type(DataType.DT_INT32)))
                .addNode(TinyGraphs.typed("pairs", "Pack", "image", "mirror")
                        .putAttr("N", AttrValue.newBuilder().setI(2).build())
                        .putAttr("axis", AttrValue.newBuilder().setI(1).build()))
                .addNode(Constants.vector("flat", -1, 16, 16, 3))
                .addNode(TinyGraphs.typed("views", "Reshape", "pairs", "flat")
                        .putAttr("Tshape", TinyGraphs.type(DataType.DT_INT32)))
                .addNode(TinyGraphs.typed("table", "Reshape", "logits", "two")
                        .putAttr("Tshape", TinyGraphs.type(DataType.DT_INT32)));
        Path file = TinyGraphs.write(graph.build(), folder.resolve("views.pb"));
        try (TensorFlowModel model = TensorFlowModel.open(file, LoadOptions.defaults())) {
            assertThat(model.predict(Tensor.zeros(Shape.of(2, 16, 16, 3))).shape())
                    .isEqualTo(Shape.of(2, 3));
            assertThat(model.lastSpatialLayer()).isEmpty();
        }
    }

    @Test
    void aGraphWrittenAsTextSaysWhatItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("model.pb"), "node { name: \"x\" op: \"Placeholder\" }\n");
        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("text")
                .hasMessageContaining("SerializeToString");
    }

    private static GraphDef replaced(String name, NodeDef other) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        TinyGraphs.frozen()
                .getNodeList()
                .forEach(node -> graph.addNode(node.getName().equals(name) ? other : node));
        return graph.build();
    }
}
