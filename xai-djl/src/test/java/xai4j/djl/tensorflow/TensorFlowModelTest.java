package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import xai4j.Models;
import xai4j.djl.Platform;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.FeatureLayout;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class TensorFlowModelTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    private TensorFlowModel frozen() throws IOException {
        Path file = TinyGraphs.write(TinyGraphs.frozen(), folder.resolve("tiny.pb"));
        return TensorFlowModel.open(file, LoadOptions.defaults());
    }

    private static Tensor images(int count) {
        Tensor images = Tensor.zeros(Shape.of(count, 16, 16, 3));
        Random random = new Random(5);
        for (int i = 0; i < images.size(); i++) {
            images.set(i, (float) random.nextGaussian());
        }
        return images;
    }

    private static Objective classes(Score score) {
        return Objective.classes(score, new int[] {0, 2}, 3);
    }

    @Test
    void aFrozenGraphIsRecognisedByContentAndDescribed() throws IOException {
        Path file = TinyGraphs.write(TinyGraphs.frozen(), folder.resolve("net.bin"));
        Files.writeString(folder.resolve("labels.txt"), "a\nb\nc\n");
        try (Model model = Models.load(file)) {
            assertThat(model).isInstanceOf(TensorFlowModel.class);
            assertThat(model.spec().input()).isEqualTo(new ImageInput(ImageLayout.NHWC, 3, 16, 16, Shape.DYNAMIC));
            assertThat(model.spec().labels()).containsExactly("a", "b", "c");
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            assertThat(((TensorFlowModel) model).layers())
                    .extracting(Layer::name)
                    .containsExactly(
                            "conv1", "bias1", "norm1", "relu1", "pool1", "conv2", "relu2", "pooled", "product",
                            "logits", "scores");
            Layer last = ((TensorFlowModel) model).lastSpatialLayer().orElseThrow();
            assertThat(last).isEqualTo(new Layer("relu2", "Relu6", Shape.of(-1, 8, 8, 5), FeatureLayout.CHANNELS_LAST));
        }
    }

    @Test
    void gradientsMatchFiniteDifferencesThroughTwinsOfOldOperations() throws IOException {
        try (TensorFlowModel model = frozen()) {
            Tensor image = images(2);
            for (Score score : Score.values()) {
                Tensor gradient = model.gradients(image, classes(score), Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                        .gradients()
                        .get(Layer.INPUT);
                double length = 0;
                for (int i = 0; i < gradient.size(); i++) {
                    length += (double) gradient.at(i) * gradient.at(i);
                }
                length = Math.sqrt(length);
                float step = (float) (0.02 / length);
                Tensor up = moved(image, gradient, step);
                Tensor down = moved(image, gradient, -step);
                double slope = (sum(model.predict(up, score)) - sum(model.predict(down, score))) / 0.04;
                assertThat(slope).isCloseTo(length, offset(0.02 * length));
            }
        }
    }

    private static double sum(Tensor scores) {
        return (double) scores.get(0, 0) + scores.get(1, 2);
    }

    private static Tensor moved(Tensor image, Tensor direction, float step) {
        Tensor moved = image.copy();
        for (int i = 0; i < image.size(); i++) {
            moved.set(i, image.at(i) + step * direction.at(i));
        }
        return moved;
    }

    @Test
    void theClassOfTheHighestScoreIsChosenInTheGraph() throws IOException {
        try (TensorFlowModel model = frozen()) {
            Tensor image = images(3);
            Set<Layer> layers = Set.of(Layer.INPUT, model.layer("relu1"));
            for (Score score : Score.values()) {
                int[] top = Scores.top(model.predict(image, score));
                for (BackwardRule rule : List.of(BackwardRule.GRADIENT, new BackwardRule.Guided())) {
                    assertThat(model.gradientsOfTop(image, score, layers, rule))
                            .isEqualTo(model.gradients(image, Objective.classes(score, top, 3), layers, rule));
                }
            }
        }
    }

    @Test
    void ofEqualScoresTheFirstIsTheHighest() {
        try (Graph graph = new Graph()) {
            Output<?> scores = graph.opBuilder("Placeholder", "scores", graph.baseScope())
                    .setAttr("dtype", DataType.DT_FLOAT)
                    .build()
                    .output(0);
            String top = new TopCotangent(graph, "test").of(scores, 3).op().name() + ":0";
            try (GraphSession session =
                    new GraphSession("test", graph.toGraphDef(), ConfigProto.getDefaultInstance())) {
                Tensor rows = Tensor.of(Shape.of(2, 1, 1, 3), 1, 4, 4, -2, -2, -3);
                Tensor expected = Tensor.of(Shape.of(2, 3), 0, 1, 0, 1, 0, 0);
                assertThat(session.run(Map.of("scores:0", rows), List.of(top)).get(top))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void severalLayersAndTheInputComeFromOnePass() throws IOException {
        try (TensorFlowModel model = frozen()) {
            Layer relu = model.layer("relu1");
            Layer last = model.layer("relu2");
            Tensor image = images(2);
            Gradients all = model.gradients(
                    image, classes(Score.LOGIT), Set.of(Layer.INPUT, relu, last), BackwardRule.GRADIENT);
            Tensor input = all.activations().get(Layer.INPUT);
            assertThat(input).isEqualTo(image);
            float kept = image.at(7);
            image.set(7, kept + 1);
            assertThat(input.at(7)).as("a view of the batch itself").isEqualTo(kept + 1);
            image.set(7, kept);
            assertThat(all.activations().get(relu))
                    .isEqualTo(model.activations(image, Set.of(relu)).values().get(relu));
            assertThat(all.gradients().get(last).shape()).isEqualTo(Shape.of(2, 8, 8, 5));
            LinearHead head = model.head().orElseThrow();
            assertThat(head.features()).isEqualTo(last);
            for (int c = 0; c < 5; c++) {
                assertThat(all.gradients().get(last).get(1, 3, 4, c) * 64)
                        .isCloseTo(head.weights().get(2, c), offset(1e-5f));
            }
            assertThat(all.scores()).isEqualTo(model.predict(image, Score.LOGIT));
        }
    }

    @Test
    void guidedAndDeconvnetKeepOnlyPositiveSignal() throws IOException {
        try (TensorFlowModel model = frozen()) {
            Layer conv = model.layer("conv2");
            Layer relu = model.layer("relu2");
            Tensor image = images(2);
            Gradients plain = model.gradients(image, classes(Score.LOGIT), Set.of(conv, relu), BackwardRule.GRADIENT);
            Tensor guided = gradient(model, image, conv, new BackwardRule.Guided());
            Tensor deconvnet = gradient(model, image, conv, new BackwardRule.Deconvnet());
            Tensor signal = plain.gradients().get(relu);
            Tensor before = plain.activations().get(conv);
            for (int i = 0; i < signal.size(); i++) {
                float positive = Math.max(signal.at(i), 0);
                assertThat(deconvnet.at(i)).isEqualTo(positive);
                assertThat(guided.at(i)).isEqualTo(before.at(i) > 0 && before.at(i) < 6 ? positive : 0);
            }
        }
    }

    private static Tensor gradient(DifferentiableModel model, Tensor image, Layer layer, BackwardRule rule) {
        return model.gradients(image, classes(Score.LOGIT), Set.of(layer), rule)
                .gradients()
                .get(layer);
    }

    @Test
    void aLayersOutputCanBeReplaced() throws IOException {
        try (TensorFlowModel model = frozen()) {
            Layer layer = model.layer("relu1");
            Tensor others = Tensor.zeros(images(2).shape());
            Tensor values = model.activations(images(2), Set.of(layer)).values().get(layer);
            assertThat(model.predictWith(others, layer, values, Score.LOGIT))
                    .isEqualTo(model.predict(images(2), Score.LOGIT));
        }
    }

    @Test
    void anObjectiveMayBeALayersValues() throws IOException {
        try (TensorFlowModel model = frozen()) {
            Tensor weights = ((Objective.OfScores) classes(Score.LOGIT)).weights();
            Set<Layer> wanted = Set.of(Layer.INPUT);
            Gradients ofLayer = model.gradients(
                    images(2), new Objective.OfLayer(model.layer("logits"), weights), wanted, BackwardRule.GRADIENT);
            assertThat(ofLayer.gradients())
                    .isEqualTo(model.gradients(images(2), classes(Score.LOGIT), wanted, BackwardRule.GRADIENT)
                            .gradients());
            Layer early = model.layer("relu1");
            Gradients behind = model.gradients(
                    images(2),
                    new Objective.OfLayer(early, Tensor.zeros(Shape.of(2, 16, 16, 4))),
                    Set.of(model.layer("relu2")),
                    BackwardRule.GRADIENT);
            assertThat(behind.gradients().get(model.layer("relu2")).toArray()).containsOnly(0f);
        }
    }

    @Test
    void aSavedModelOfFunctionsAndVariablesEqualsTheFrozenGraph() throws IOException {
        Path saved = TinyGraphs.writeSavedModel(Files.createDirectory(folder.resolve("saved")));
        try (TensorFlowModel flat = frozen();
                DifferentiableModel model = Models.load(saved, DifferentiableModel.class)) {
            Tensor image = images(2);
            assertThat(model.predict(image)).isEqualTo(flat.predict(image));
            assertThat(model.layers()).extracting(Layer::name).contains("conv1", "relu2", "logits");
            assertThat(model.head().orElseThrow().weights())
                    .isEqualTo(flat.head().orElseThrow().weights());
            assertThat(gradient(model, image, Layer.INPUT, new BackwardRule.Guided()))
                    .isEqualTo(gradient(flat, image, Layer.INPUT, new BackwardRule.Guided()));
        }
        try (Model byFile = Models.load(saved.resolve("saved_model.pb"))) {
            assertThat(byFile.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
        }
    }

    @Test
    void whatHasNoGradientIsRefusedBeforeTensorFlowIsAsked() throws IOException {
        NodeDef exit = TinyGraphs.typed("looped", "Exit", "logits").build();
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (NodeDef node : TinyGraphs.frozen().getNodeList()) {
            graph.addNode(
                    node.getName().equals("scores")
                            ? node.toBuilder().setInput(0, "looped").build()
                            : node);
        }
        FrozenGraph frozen = FrozenGraph.of(
                new TwinRewriter(graph.addNode(exit).build()).rewritten(), "scores:0", Optional.empty(), "tiny");
        Nodes nodes = new Nodes(frozen.graph());
        assertThatThrownBy(() -> GraphGradients.requireGradients(nodes, "relu2:0", "scores:0", "tiny"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("Exit")
                .hasMessageContaining("looped");
        GraphGradients.requireGradients(nodes, "relu1:0", "logits:0", "tiny");
    }

    @Test
    void operationsWithoutGradientAndOtherRulesAreObstacles() throws IOException {
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (NodeDef node : TinyGraphs.frozen().getNodeList()) {
            graph.addNode(
                    node.getName().equals("relu2")
                            ? TinyGraphs.typed("relu2", "Rint", "conv2").build()
                            : node);
        }
        NodeDef lost = TinyGraphs.typed("lost", "NextAfter", "logits", "logits").build();
        graph.addNode(lost);
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getName().equals("scores")) {
                graph.setNode(i, graph.getNode(i).toBuilder().setInput(0, "lost"));
            }
        }
        Path file = TinyGraphs.write(graph.build(), folder.resolve("odd.pb"));
        try (TensorFlowModel model = TensorFlowModel.open(file, LoadOptions.defaults())) {
            assertThat(model.obstacle(Layer.INPUT, BackwardRule.GRADIENT)).isPresent();
            assertThat(model.predict(images(1)).shape()).isEqualTo(Shape.of(1, 3));
        }
        try (TensorFlowModel model = frozen()) {
            assertThat(model.obstacle(Layer.INPUT, BackwardRule.GRADIENT)).isEmpty();
            assertThat(model.obstacle(Layer.INPUT, new BackwardRule.DeepLift(images(1))))
                    .isPresent();
            assertThat(model.obstacle(Layer.INPUT, new BackwardRule.Lrp(xai4j.model.LrpComposite.epsilonPlus())))
                    .isPresent();
        }
    }

    @Test
    void whatIsNoClassifierOfImagesIsRefusedInWords() throws IOException {
        GraphDef two = TinyGraphs.frozen().toBuilder()
                .addNode(TinyGraphs.placeholder("other", 16))
                .addNode(TinyGraphs.typed("sum", "AddV2", "logits", "otherMean"))
                .addNode(TinyGraphs.typed("otherMean", "Mean", "other", "axes")
                        .putAttr("Tidx", TinyGraphs.type(DataType.DT_INT32)))
                .addNode(TinyGraphs.typed("both", "Softmax", "sum"))
                .build();
        Path file = TinyGraphs.write(two, folder.resolve("two.pb"));
        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("other");
        Path none = TinyGraphs.write(
                GraphDef.newBuilder().addNode(TinyGraphs.frozen().getNode(1)).build(), folder.resolve("none.pb"));
        assertThatThrownBy(() -> Models.load(none))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("placeholder of images");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Files.write(empty.resolve("saved_model.pb"), new byte[] {8, 1});
        assertThatThrownBy(() -> Models.load(empty))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void variablesThatWereNotFrozenAreNamed() throws IOException {
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (NodeDef node : TinyGraphs.frozen().getNodeList()) {
            AttrValue shape = AttrValue.getDefaultInstance();
            graph.addNode(
                    node.getName().equals("w2")
                            ? NodeDef.newBuilder()
                                    .setName("w2")
                                    .setOp("VariableV2")
                                    .putAttr("dtype", TinyGraphs.type(DataType.DT_FLOAT))
                                    .putAttr("shape", shape)
                                    .build()
                            : node);
        }
        Path file = TinyGraphs.write(graph.build(), folder.resolve("thawed.pb"));
        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not frozen")
                .hasMessageContaining("w2");
    }

    @Test
    void aWrongShapeLayerObjectiveOrDeviceIsNamed() throws IOException {
        try (TensorFlowModel model = frozen()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.predict(Tensor.zeros(Shape.of(1, 3, 16, 16))))
                    .withMessageContaining("[?, 16, 16, 3]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.layer("relu9"))
                    .withMessageContaining("relu1");
            Objective four = Objective.classes(Score.LOGIT, new int[] {3}, 4);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.gradients(images(1), four, Set.of(Layer.INPUT), BackwardRule.GRADIENT))
                    .withMessageContaining("[1, 3]");
        }
        Path file = folder.resolve("tiny.pb");
        assertThatThrownBy(
                        () -> TensorFlowModel.open(file, LoadOptions.defaults().withDevice("gpu:3")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("gpu:3");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> TensorFlowModel.open(file, LoadOptions.defaults().withLabels(List.of("x"))))
                .withMessageContaining("1 labels");
    }
}
