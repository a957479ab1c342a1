package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A provenance names the number that was explained: of a regression there is no probability. */
class ToldScoreTest {
    private static Tensor means(Tensor batch) {
        Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 2));
        for (int i = 0; i < batch.shape().dim(0); i++) {
            scores.set(2 * i, batch.row(i).at(0));
            scores.set(2 * i + 1, 7 * batch.row(i).at(3));
        }
        return scores;
    }

    @ParameterizedTest
    @CsvSource({
        "OTHER, lime, OUTPUT",
        "OTHER, rise, OUTPUT",
        "OTHER, occlusion, OUTPUT",
        "LOGITS, lime, PROBABILITY",
        "LOGITS, rise, PROBABILITY"
    })
    void ofARegressionItIsTheOutput(ScoreKind kind, String method, Score told) {
        ModelSpec spec = ModelSpec.of("meter", ImageInput.nchw(1, 8, 8)).withScores(kind);
        try (Model model = Models.of(spec, ToldScoreTest::means)) {
            PreparedImage image =
                    PreparedImage.ofTensor(Tensor.zeros(Shape.of(1, 8, 8)), spec.input(), spec.preprocessing());
            Explanation why =
                    Explainers.named(method, model).target(Target.index(1)).explain(image);
            assertThat(why.provenance().score()).isEqualTo(told);
            assertThat(Explainers.of(why.provenance(), model).explain(image)).isEqualTo(why);
        }
    }
}
