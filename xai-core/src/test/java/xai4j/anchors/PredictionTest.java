package xai4j.anchors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.coalition.ToyModel;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What an anchor holds: the class on top, or the side of a score that is binary by nature. */
class PredictionTest {
    private static final ImageInput INPUT = ImageInput.nchw(1, 12, 12);
    private static final PreparedImage WHITE = white();

    private static PreparedImage white() {
        Tensor tensor = Tensor.zeros(INPUT.imageShape());
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, 1);
        }
        return PreparedImage.ofTensor(tensor, INPUT, Preprocessing.unit());
    }

    /** Every class's logit is 8 where its own corner is white and −8 where it is black. */
    private static Model corners(ScoreKind kind, int... pixels) {
        ModelSpec spec = ModelSpec.of("corners", INPUT).withScores(kind);
        return Models.of(spec, batch -> {
            int rows = batch.shape().dim(0);
            Tensor scores = Tensor.zeros(Shape.of(rows, pixels.length));
            for (int row = 0; row < rows; row++) {
                for (int k = 0; k < pixels.length; k++) {
                    scores.set(row * pixels.length + k, 16 * batch.row(row).at(pixels[k]) - 8);
                }
            }
            return scores;
        });
    }

    private static Anchors anchors(Model model, int columns) {
        return Explainers.anchors(model)
                .segmenter(xai4j.segment.Segmenter.fixed(ToyModel.grid(12, 12, columns, 3)))
                .fill(xai4j.baseline.Baseline.zero());
    }

    @ParameterizedTest
    @EnumSource(
            value = ScoreKind.class,
            names = {"LOGITS", "SIGMOID_LOGITS"})
    void oneScoreIsHeldOnItsSide(ScoreKind kind) {
        for (int columns : new int[] {3, 6}) {
            Anchor anchor = anchors(corners(kind, 0), columns).explain(WHITE);
            assertThat(anchor.rules().get(0).regions()).containsExactly(0);
            assertThat(anchor.rules().get(0).confirmed()).isTrue();
            assertThat(anchor.targets().get(0).score()).isGreaterThan(0.99);
        }
    }

    @Test
    void everyLabelOfSeveralIsHeldOnItsOwnSide() {
        Anchor anchor = anchors(corners(ScoreKind.SIGMOID_LOGITS, 0, 143), 3)
                .target(Target.indices(0, 1))
                .explain(WHITE);
        assertThat(anchor.rules().get(0).regions()).containsExactly(0);
        assertThat(anchor.rules().get(1).regions()).containsExactly(8);
    }

    @Test
    void aDifferenceIsHeldInItsSign() {
        // it turns only where the first corner is hidden and the second is seen
        Anchor anchor = anchors(corners(ScoreKind.LOGITS, 0, 143), 3)
                .target(Target.contrast("0", "1"))
                .explain(WHITE);
        assertThat(anchor.rules().get(0).regions()).containsExactly(0);
        assertThat(anchor.rules().get(0).precision()).isEqualTo(1);
        assertThat(anchor.targets().get(0).label()).isEqualTo("class 0 − class 1");
    }

    @Test
    void aClassThatIsNotOnTopIsAnsweredAtOnceInWords() {
        ToyModel model = new ToyModel(ImageInput.nchw(3, 16, 24));
        PreparedImage image = ToyModel.image(model.spec().input(), 1);
        int top = Explainers.anchors(model).explain(image).targets().get(0).index();
        model.images.set(0);
        Anchor anchor = Explainers.anchors(model)
                .segmenter(xai4j.segment.Segmenter.grid(6, 4))
                .target(Target.index((top + 1) % 3))
                .explain(image);
        assertThat(model.images.get()).isLessThanOrEqualTo(2);
        assertThat(anchor.rules().get(0).confirmed()).isFalse();
        assertThat(anchor.diagnostics().verdicts())
                .anyMatch(verdict -> verdict.contains("is not the class on top of this picture ("
                        + model.spec().label(top) + " is)"));
    }

    @Test
    void aConstantProbabilityIsBlamedOnTheKindOfScore() {
        Model agreeing = corners(ScoreKind.LOGITS, 0, 0);
        List<String> verdicts = Explainers.lime(agreeing)
                .segmenter(xai4j.segment.Segmenter.grid(3, 3))
                .fill(xai4j.baseline.Baseline.zero())
                .explain(WHITE)
                .diagnostics()
                .verdicts();
        assertThat(verdicts).anyMatch(verdict -> verdict.contains("scores are sigmoid logits"));
        assertThat(verdicts)
                .noneMatch(verdict -> verdict.contains("regions do not matter") || verdict.contains("this fill"));
    }
}
