package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static xai4j.onnx.SmallModel.number;
import static xai4j.onnx.SmallModel.numbers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Models;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What may stand behind the last layer; the logits of each network are the means of an image's channels: 2, 20, 1. */
class ScoreTailsTest {
    private static final Tensor IMAGE = Tensor.of(Shape.of(1, 3, 1, 2), 1, 3, 10, 30, 0.5f, 1.5f);
    private static final float[] LOGITS = {2, 20, 1};

    @TempDir
    Path temp = Path.of("");

    private static SmallModel means() {
        return SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "N", 3, 1, 2)
                .node("GlobalAveragePool", "image", "mean")
                .node("Flatten", "mean", "logits")
                .weights("hundred", new long[0], 100)
                .weights("one", new long[0], 1);
    }

    private DifferentiableModel open(SmallModel model, LoadOptions options) throws IOException {
        return (DifferentiableModel) Models.load(model.write(temp.resolve("model.onnx")), options);
    }

    private void assertLogits(SmallModel model, ScoreKind kind, float... logits) throws IOException {
        try (DifferentiableModel open = open(model, LoadOptions.defaults())) {
            assertThat(open.spec().scores()).isEqualTo(kind);
            assertThat(open.predict(IMAGE, Score.LOGIT).toArray()).containsExactly(logits);
            Tensor last = Tensor.zeros(Shape.of(1, logits.length));
            last.set(logits.length - 1, 1);
            Tensor gradient = open.gradients(
                            IMAGE,
                            new Objective.OfScores(Score.LOGIT, last),
                            Set.of(Layer.INPUT),
                            new BackwardRule.Gradient())
                    .gradients()
                    .get(Layer.INPUT);
            float sum = 0;
            for (float value : gradient.toArray()) {
                sum += Math.abs(value);
            }
            assertThat(sum).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void aSoftmaxMayBeScaledBoundedAndShifted() throws IOException {
        assertLogits(
                means().node("Softmax", "logits", "p", number("axis", 1))
                        .node("Mul", "hundred,p", "percent")
                        .node("Clip", "percent,one", "bounded")
                        .node("Add", "bounded,one", "shifted")
                        .output("shifted"),
                ScoreKind.PROBABILITIES,
                LOGITS);
    }

    @Test
    void aSoftmaxMayBeWrittenOut() throws IOException {
        assertLogits(
                means().node("ReduceMax", "logits", "highest", numbers("axes", 1))
                        .node("Sub", "logits,highest", "shifted")
                        .node("Exp", "shifted", "e")
                        .integers("axes", 1)
                        .node("ReduceSum", "e,axes", "sum")
                        .node("Div", "e,sum", "p")
                        .output("p"),
                ScoreKind.PROBABILITIES,
                LOGITS);
    }

    @Test
    void aLogSoftmaxMayBeWrittenOut() throws IOException {
        assertLogits(
                means().node("ReduceLogSumExp", "logits", "sum", numbers("axes", 1))
                        .node("Sub", "logits,sum", "logp")
                        .output("logp"),
                ScoreKind.LOG_PROBABILITIES,
                LOGITS);
    }

    @Test
    void aSigmoidMayBeWrittenOut() throws IOException {
        assertLogits(
                means().node("Neg", "logits", "n")
                        .node("Exp", "n", "e")
                        .node("Add", "one,e", "s")
                        .node("Div", "one,s", "p")
                        .output("p"),
                ScoreKind.MULTILABEL_PROBABILITIES,
                LOGITS);
    }

    @Test
    void aSoftmaxMayBeComputedInDouble() throws IOException {
        assertLogits(
                means().node("Cast", "logits", "d", number("to", SmallModel.DOUBLE))
                        .node("Softmax", "d", "p", number("axis", 1))
                        .output("p"),
                ScoreKind.PROBABILITIES,
                LOGITS);
    }

    @Test
    void aBackgroundClassMayBeCutOff() throws IOException {
        SmallModel model = means().integers("from", 1)
                .integers("to", 3)
                .integers("axis", 1)
                .node("Softmax", "logits", "p", number("axis", 1))
                .node("Slice", "p,from,to,axis", "classes")
                .node("Mul", "classes,hundred", "percent")
                .output("percent");
        assertLogits(model, ScoreKind.PROBABILITIES, 20, 1);
    }

    @Test
    void bothProbabilitiesOfAQuestionMayBeGiven() throws IOException {
        SmallModel model = means().integers("one_class", 1)
                .node("Gather", "logits,one_class", "z", number("axis", 1))
                .node("Sigmoid", "z", "p")
                .node("Sub", "one,p", "q")
                .node("Concat", "q,p", "both", number("axis", 1))
                .output("both");
        assertLogits(model, ScoreKind.PROBABILITIES, -20, 20);
    }

    /** Of {@code [1 − p, p]} each logit is the log-odds of its own probability, ln p/(1 − p): a sigmoid stands before it, not a softmax. */
    @Test
    void bothAnswersOfAQuestionHaveTheirLogOdds() throws IOException {
        SmallModel model = means().integers("one_class", 0)
                .node("Gather", "logits,one_class", "z", number("axis", 1))
                .node("Sigmoid", "z", "p")
                .node("Sub", "one,p", "q")
                .node("Concat", "q,p", "both", number("axis", 1))
                .output("both");
        try (DifferentiableModel open = open(model, LoadOptions.defaults())) {
            Tensor logits = open.predict(IMAGE, Score.LOGIT);
            Tensor answers = open.predict(IMAGE, Score.PROBABILITY);
            for (int k = 0; k < 2; k++) {
                double p = answers.at(k);
                assertThat((double) logits.at(k)).isCloseTo(Math.log(p / (1 - p)), within(1e-5));
                float[] ofLogit = gradient(open, Score.LOGIT, k);
                float[] ofAnswer = gradient(open, Score.PROBABILITY, k);
                for (int i = 0; i < ofLogit.length; i++) {
                    assertThat((double) ofAnswer[i]).isCloseTo(p * (1 - p) * ofLogit[i], within(1e-6));
                }
            }
        }
    }

    private static float[] gradient(DifferentiableModel model, Score score, int target) {
        return model.gradients(
                        IMAGE,
                        Objective.classes(score, new int[] {target}, 2),
                        Set.of(Layer.INPUT),
                        BackwardRule.GRADIENT)
                .gradients()
                .get(Layer.INPUT)
                .toArray();
    }

    @Test
    void oneOfTwoProbabilitiesHasTheDifferenceOfLogits() throws IOException {
        SmallModel model = means().integers("two", 0, 1)
                .integers("second", 1)
                .node("Gather", "logits,two", "pair", number("axis", 1))
                .node("Softmax", "pair", "p", number("axis", 1))
                .node("Gather", "p,second", "ill", number("axis", 1))
                .output("ill");
        assertLogits(model, ScoreKind.MULTILABEL_PROBABILITIES, 18);
    }

    @Test
    void theOppositeOfAProbabilityHasTheOppositeLogit() throws IOException {
        SmallModel model = means().integers("first", 0)
                .node("Gather", "logits,first", "z", number("axis", 1))
                .node("Sigmoid", "z", "p")
                .node("Sub", "one,p", "healthy")
                .output("healthy");
        assertLogits(model, ScoreKind.MULTILABEL_PROBABILITIES, -2);
    }

    @Test
    void whatMixesClassesIsSaidAndExplainedAsItIs() throws IOException {
        SmallModel model = means().weights("half", new long[0], 0.5f)
                .node("Softmax", "logits", "p", number("axis", 1))
                .node("Mul", "logits,half", "softer")
                .node("Softmax", "softer", "q", number("axis", 1))
                .node("Mean", "p,q", "both")
                .output("both");
        try (Model open = open(model, LoadOptions.defaults())) {
            assertThat(open.spec().scores()).isEqualTo(ScoreKind.OTHER);
            assertThat(open.outputs())
                    .singleElement()
                    .extracting(ModelOutput::why)
                    .asString()
                    .contains("Mean both mixes what a softmax or sigmoid gives");
            assertThat(open.predict(IMAGE, Score.LOGIT)).isEqualTo(open.predict(IMAGE));
        }
    }

    @Test
    void theConfidenceAloneLeadsToTheScores() throws IOException {
        SmallModel model = means().node("Softmax", "logits", "p", number("axis", 1))
                .node("ReduceMax", "p", "confidence", numbers("axes", 1), number("keepdims", 0))
                .node("ArgMax", "p", "class", number("axis", 1), number("keepdims", 0))
                .output("confidence")
                .output("class");
        assertLogits(model, ScoreKind.PROBABILITIES, LOGITS);
    }

    @Test
    void oneScoreIsAYesOrNo() throws IOException {
        SmallModel model = means().integers("first", 0)
                .node("Gather", "logits,first", "z", number("axis", 1))
                .output("z");
        try (Model open = open(model, LoadOptions.defaults())) {
            assertThat(open.spec().scores()).isEqualTo(ScoreKind.SIGMOID_LOGITS);
            assertThat(open.predict(IMAGE, Score.PROBABILITY).at(0))
                    .isCloseTo((float) (1 / (1 + Math.exp(-2))), within(1e-6f));
        }
    }

    @Test
    void gradientsOfSigmoidProbabilitiesAreThoseOfTheirLogitsTimesTheSlope() throws IOException {
        try (DifferentiableModel open =
                open(means().output("logits"), LoadOptions.defaults().withScores(ScoreKind.SIGMOID_LOGITS))) {
            Tensor weights = Tensor.of(Shape.of(1, 3), 1, 0, 0);
            Tensor gradient = open.gradients(
                            IMAGE,
                            new Objective.OfScores(Score.PROBABILITY, weights),
                            Set.of(Layer.INPUT),
                            new BackwardRule.Gradient())
                    .gradients()
                    .get(Layer.INPUT);
            double p = 1 / (1 + Math.exp(-2));
            assertThat(gradient.at(0)).isCloseTo((float) (p * (1 - p) / 2), within(1e-6f));
            assertThat(gradient.at(4)).isZero();
        }
    }

    @Test
    void severalScoresThatNothingTellsApartAreListed() throws IOException {
        SmallModel model = means().node("Neg", "logits", "left")
                .node("Abs", "logits", "right")
                .output("left")
                .output("right");
        assertThatThrownBy(() -> open(model, LoadOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("left [?, 3], right [?, 3]")
                .hasMessageContaining("--output NAME");
        try (Model open = open(model, LoadOptions.defaults().withOutput("right"))) {
            assertThat(open.predict(IMAGE).toArray()).containsExactly(LOGITS);
        }
    }

    @Test
    void auxiliaryHeadsAreNotExplained() throws IOException {
        SmallModel model = means().node("Neg", "logits", "aux1")
                .node("Abs", "logits", "main")
                .output("aux1")
                .output("main");
        try (Model open = open(model, LoadOptions.defaults())) {
            assertThat(open.predict(IMAGE).toArray()).containsExactly(LOGITS);
        }
    }

    @Test
    void aListOfObjectsIsADetectors() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, 1, 3, 64, 64)
                .integers("shape", 1, -1, 6)
                .integers("from", 0)
                .integers("to", 12)
                .integers("axis", 1)
                .integers("flat", 1, -1)
                .node("Reshape", "image,flat", "row")
                .integers("even", 12288)
                .node("Slice", "row,from,even,axis", "part")
                .node("Reshape", "part,shape", "found")
                .output("found");
        assertThatThrownBy(() -> open(model, LoadOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is a detector")
                .hasMessageContaining("list of objects");
    }

    @Test
    void theTaskThatAFileNotesIsBelieved() throws IOException {
        SmallModel model = means().output("logits").metadata("task", "detect");
        assertThatThrownBy(() -> open(model, LoadOptions.defaults()))
                .hasMessageContaining("is a detector")
                .hasMessageContaining("\"detect\"");
    }

    @Test
    void aScalingInsideIsRecognisedByItsFirstNodes() throws IOException {
        assertScale(scaled("Mul", 1 / 255f), 1);
        assertScale(scaled("Div", 255f), 1);
        assertScale(scaled("Sub", 117f), 1);
        assertScale(scaled("Sub", 0.5f), 1 / 255.0);
        assertScale(scaled("Mul", 255f), 1 / 255.0);
    }

    private static SmallModel scaled(String operator, float by) {
        return SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "N", 3, 8, 8)
                .weights("by", new long[0], by)
                .node(operator, "image,by", "scaled")
                .node("GlobalAveragePool", "scaled", "mean")
                .node("Flatten", "mean", "logits")
                .output("logits");
    }

    private void assertScale(SmallModel model, double scale) throws IOException {
        try (Model open = open(model, LoadOptions.defaults())) {
            assertThat(open.spec().preprocessing().scale()).isEqualTo(scale);
        }
    }

    @Test
    void aPictureMayBeOneRowOfNumbers() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("pixels", SmallModel.FLOAT, "N", 784)
                .integers("from", 0)
                .integers("to", 10)
                .integers("axis", 1)
                .node("Slice", "pixels,from,to,axis", "scores")
                .output("scores");
        try (Model open = open(model, LoadOptions.defaults())) {
            assertThat(open.spec().input().imageShape()).isEqualTo(Shape.of(1, 28, 28));
            assertThat(open.predict(Tensor.zeros(Shape.of(3, 1, 28, 28))).shape())
                    .isEqualTo(Shape.of(3, 10));
        }
    }

    @Test
    void namesInAFileCannotBreakAMessage() {
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, "N", 3, 4, 4)
                .node("Relu", "image", "a\n\u001B[2Jb")
                .output("a\n\u001B[2Jb");
        assertThatThrownBy(() -> open(model, LoadOptions.defaults()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a; \uFFFD[2Jb [?, 3, 4, 4] (mask)");
    }

    @Test
    void aTableIsNoPicture() throws IOException {
        SmallModel model = SmallModel.opset(13)
                .input("features", SmallModel.FLOAT, "N", 4)
                .node("Softmax", "features", "scores", number("axis", 1))
                .output("scores");
        assertThatThrownBy(() -> open(model, LoadOptions.defaults())).hasMessageContaining("no image input");
    }
}
