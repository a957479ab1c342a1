package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import xai4j.djl.Platform;
import xai4j.model.BackwardRule;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** However the end of a network is written, its logits, their gradients and its probabilities are those of the plain one. */
class ScoreTailTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @ParameterizedTest
    @ValueSource(strings = {"percent", "clip", "written", "shifted", "exp-of-log", "reshaped"})
    void logitsAndProbabilitiesAreThoseOfThePlainNetwork(String tail) throws IOException {
        assertSame(tail, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "double"})
    void precisionDoesNotHideTheLogits(String tail) throws IOException {
        assertSame(tail, tail.equals("half") ? 2e-3 : 0);
    }

    private void assertSame(String tail, double tolerance) throws IOException {
        try (TensorFlowModel plain = open(List.of(softmax("scores", "logits")));
                TensorFlowModel model = open(tail(tail))) {
            Tensor images = images();
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            for (Score score : List.of(Score.LOGIT, Score.PROBABILITY)) {
                assertClose(model.predict(images, score), plain.predict(images, score), tolerance);
            }
            assertClose(gradient(model, images), gradient(plain, images), tolerance);
        }
    }

    @Test
    void aSoftmaxOfASoftmaxIsFollowedToTheFirst() throws IOException {
        try (TensorFlowModel plain = open(List.of(softmax("scores", "logits")));
                TensorFlowModel model = open(List.of(softmax("once", "logits"), softmax("scores", "once")))) {
            assertThat(model.predict(images(), Score.LOGIT)).isEqualTo(plain.predict(images(), Score.LOGIT));
        }
    }

    @Test
    void aChoiceOfClassesBehindTheSoftmaxChoosesLogitsToo() throws IOException {
        List<NodeDef> tail = List.of(
                softmax("all", "logits"),
                Constants.vector("begin", 0, 1),
                Constants.vector("size", -1, 2),
                typed("scores", "Slice", "all", "begin", "size")
                        .putAttr("Index", TinyGraphs.type(DataType.DT_INT32))
                        .build());
        try (TensorFlowModel plain = open(List.of(softmax("scores", "logits")));
                TensorFlowModel model = open(tail)) {
            Tensor all = plain.predict(images(), Score.LOGIT);
            Tensor chosen = model.predict(images(), Score.LOGIT);
            assertThat(chosen.shape()).isEqualTo(Shape.of(2, 2));
            for (int row = 0; row < 2; row++) {
                assertThat(chosen.get(row, 0)).isEqualTo(all.get(row, 1));
                assertThat(chosen.get(row, 1)).isEqualTo(all.get(row, 2));
            }
        }
    }

    @Test
    void bothSidesOfASigmoidHaveOppositeLogits() throws IOException {
        List<NodeDef> tail = new ArrayList<>(one("logit"));
        tail.add(typed("p", "Sigmoid", "logit").build());
        tail.add(typed("rest", "Sub", "unit", "p").build());
        tail.add(Constants.scalar("unit", 1));
        tail.add(axis());
        tail.add(typed("scores", "ConcatV2", "rest", "p", "axis")
                .putAttr("N", AttrValue.newBuilder().setI(2).build())
                .putAttr("Tidx", TinyGraphs.type(DataType.DT_INT32))
                .build());
        try (TensorFlowModel model = open(tail)) {
            Tensor logits = model.predict(images(), Score.LOGIT);
            Tensor shares = model.predict(images(), Score.PROBABILITY);
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            for (int row = 0; row < 2; row++) {
                assertThat(logits.get(row, 0)).isEqualTo(-logits.get(row, 1));
                assertThat((double) shares.get(row, 1))
                        .isCloseTo(1 / (1 + Math.exp(-logits.get(row, 1))), offset(1e-6));
            }
        }
    }

    @Test
    void oneLogitIsASigmoids() throws IOException {
        try (TensorFlowModel model = open(one("scores"))) {
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.SIGMOID_LOGITS);
            double logit = model.predict(images()).get(0, 0);
            assertThat((double) model.predict(images(), Score.PROBABILITY).get(0, 0))
                    .isCloseTo(1 / (1 + Math.exp(-logit)), offset(1e-6));
        }
    }

    @Test
    void whatTheCallerSaysOfTheScoresIsRight() throws IOException {
        Path file =
                TinyGraphs.write(graph(List.of(typed("scores", "Neg", "logits").build())), folder.resolve("bare.pb"));
        LoadOptions sigmoid = LoadOptions.defaults().withScores(ScoreKind.SIGMOID_LOGITS);
        try (TensorFlowModel model = TensorFlowModel.open(file, sigmoid)) {
            double logit = model.predict(images()).get(1, 2);
            assertThat((double) model.predict(images(), Score.PROBABILITY).get(1, 2))
                    .isCloseTo(1 / (1 + Math.exp(-logit)), offset(1e-6));
        }
    }

    @Test
    void aMeanOfSoftmaxesIsNoLogit() throws IOException {
        List<NodeDef> tail = List.of(
                softmax("first", "logits"),
                typed("turned", "Neg", "logits").build(),
                softmax("second", "turned"),
                typed("sum", "AddV2", "first", "second").build(),
                Constants.scalar("two", 2),
                typed("scores", "RealDiv", "sum", "two").build());
        try (TensorFlowModel model = open(tail)) {
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            float share = model.predict(images()).get(0, 1);
            assertThat((double) model.predict(images(), Score.LOGIT).get(0, 1))
                    .isCloseTo(Math.log(share), offset(1e-5));
        }
    }

    private static List<NodeDef> tail(String name) {
        return switch (name) {
            case "percent" ->
                List.of(
                        softmax("shares", "logits"),
                        Constants.scalar("hundred", 100),
                        typed("scores", "Mul", "shares", "hundred").build());
            case "clip" ->
                List.of(
                        softmax("shares", "logits"),
                        Constants.scalar("low", 0),
                        Constants.scalar("high", 1),
                        typed("scores", "ClipByValue", "shares", "low", "high").build());
            case "written" -> written("logits");
            case "shifted" -> {
                List<NodeDef> nodes = new ArrayList<>(written("less"));
                nodes.add(typed("most", "Max", "logits", "axis")
                        .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build())
                        .putAttr("Tidx", TinyGraphs.type(DataType.DT_INT32))
                        .build());
                nodes.add(typed("less", "Sub", "logits", "most").build());
                yield nodes;
            }
            case "exp-of-log" ->
                List.of(
                        typed("logs", "LogSoftmax", "logits").build(),
                        typed("scores", "Exp", "logs").build());
            case "reshaped" ->
                List.of(
                        softmax("shares", "logits"),
                        Constants.vector("four", -1, 1, 1, 3),
                        typed("scores", "Reshape", "shares", "four")
                                .putAttr("Tshape", TinyGraphs.type(DataType.DT_INT32))
                                .build());
            case "half" -> cast(DataType.DT_HALF);
            default -> cast(DataType.DT_DOUBLE);
        };
    }

    private static List<NodeDef> written(String logits) {
        return List.of(
                axis(),
                typed("powers", "Exp", logits).build(),
                typed("total", "Sum", "powers", "axis")
                        .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build())
                        .putAttr("Tidx", TinyGraphs.type(DataType.DT_INT32))
                        .build(),
                typed("scores", "RealDiv", "powers", "total").build());
    }

    private static List<NodeDef> cast(DataType type) {
        return List.of(
                cast("narrow", "logits", DataType.DT_FLOAT, type),
                softmax("shares", "narrow").toBuilder()
                        .putAttr("T", TinyGraphs.type(type))
                        .build(),
                cast("scores", "shares", type, DataType.DT_FLOAT));
    }

    private static NodeDef cast(String name, String input, DataType from, DataType to) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Cast")
                .addInput(input)
                .putAttr("SrcT", TinyGraphs.type(from))
                .putAttr("DstT", TinyGraphs.type(to))
                .build();
    }

    /** The mean of the logits as one score. */
    private static List<NodeDef> one(String name) {
        return List.of(
                Constants.vector("classes", 1),
                typed(name, "Mean", "logits", "classes")
                        .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build())
                        .putAttr("Tidx", TinyGraphs.type(DataType.DT_INT32))
                        .build());
    }

    private static NodeDef axis() {
        return TwinRewriter.constant(
                "axis",
                org.tensorflow.proto.TensorProto.newBuilder()
                        .setDtype(DataType.DT_INT32)
                        .setTensorShape(org.tensorflow.proto.TensorShapeProto.getDefaultInstance())
                        .addIntVal(1)
                        .build());
    }

    private static NodeDef softmax(String name, String input) {
        return typed(name, "Softmax", input).build();
    }

    private static NodeDef.Builder typed(String name, String operation, String... inputs) {
        return TinyGraphs.typed(name, operation, inputs);
    }

    private static GraphDef graph(List<NodeDef> tail) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        TinyGraphs.frozen().getNodeList().stream()
                .filter(node -> !node.getName().equals("scores"))
                .forEach(graph::addNode);
        return graph.addAllNode(tail).build();
    }

    private TensorFlowModel open(List<NodeDef> tail) throws IOException {
        return TensorFlowModel.open(TinyGraphs.write(graph(tail), folder.resolve("tail.pb")), LoadOptions.defaults());
    }

    private static Tensor gradient(TensorFlowModel model, Tensor images) {
        Objective objective = Objective.classes(Score.LOGIT, new int[] {0, 2}, 3);
        return model.gradients(images, objective, Set.of(Layer.INPUT), BackwardRule.GRADIENT)
                .gradients()
                .get(Layer.INPUT);
    }

    private static Tensor images() {
        Tensor images = Tensor.zeros(Shape.of(2, 16, 16, 3));
        Random random = new Random(5);
        for (int i = 0; i < images.size(); i++) {
            images.set(i, (float) random.nextGaussian());
        }
        return images;
    }

    private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.at(i)));
            difference = Math.max(difference, Math.abs(actual.at(i) - expected.at(i)));
        }
        assertThat(difference).isLessThanOrEqualTo(Math.max(tolerance, 2e-6) * largest);
    }
}
