package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.ImageInput;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.SmallNet;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class OddScoresTest {
    @ParameterizedTest
    @CsvSource({
        "PROBABILITIES, PROBABILITY, 7.5 0.2 -3, one of them is 7.5",
        "PROBABILITIES, OUTPUT, 0.9 0.9 0.1, as probabilities they add up to 1.9",
        "PROBABILITIES, OUTPUT, 1.4, one of them is 1.4",
        "MULTILABEL_PROBABILITIES, PROBABILITY, -0.2 0.9, one of them is -0.2",
        "LOG_PROBABILITIES, LOGIT, 0.3 -4, one of them is 0.3",
        "LOG_PROBABILITIES, OUTPUT, -2 -2, as probabilities they add up to 0.2707",
        "LOGITS, LOGIT, 0.75 0.125 0.125, all lie between 0 and 1 and they add up to 1",
        "SIGMOID_LOGITS, OUTPUT, 0.25 0.75, all lie between 0 and 1 and they add up to 1"
    })
    void whatCannotBeIsNamed(ScoreKind kind, Score score, String values, String words) {
        assertThat(OddScores.remarks(kind, score, floats(values)))
                .singleElement()
                .asString()
                .contains("taken for " + kind.text(), words, "--scores");
    }

    @ParameterizedTest
    @CsvSource({
        "PROBABILITIES, PROBABILITY, 0.7 0.2 0.1",
        "PROBABILITIES, PROBABILITY, 0.9961 0.0039 0.0039",
        "PROBABILITIES, PROBABILITY, 0.3",
        "PROBABILITIES, LOGIT, 7.5 3 2",
        "MULTILABEL_PROBABILITIES, OUTPUT, 0.9 0.9 0.1",
        "LOG_PROBABILITIES, OUTPUT, -0.6931472 -0.6931472",
        "LOGITS, LOGIT, 7.5 0.2 -3",
        "LOGITS, LOGIT, 1",
        "LOGITS, PROBABILITY, 0.7 0.2 0.1",
        "OTHER, OUTPUT, 0.75 0.25"
    })
    void whatMayBeIsNot(ScoreKind kind, Score score, String values) {
        assertThat(OddScores.remarks(kind, score, floats(values))).isEmpty();
    }

    private static float[] floats(String values) {
        List<Float> list =
                List.of(values.split(" ")).stream().map(Float::valueOf).toList();
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.get(i);
        }
        return floats;
    }

    @Test
    void anExplanationCarriesTheWordInItsVerdicts() {
        ImageInput input = ImageInput.nchw(3, 6, 4);
        ModelSpec spec = ModelSpec.of("ratings", input);
        for (ScoreKind kind : List.of(ScoreKind.PROBABILITIES, ScoreKind.OTHER)) {
            Model model = Models.of(spec.withScores(kind), batch -> {
                Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 2));
                for (int row = 0; row < batch.shape().dim(0); row++) {
                    scores.set(2 * row, 5 + batch.row(row).at(0));
                }
                return scores;
            });
            List<String> verdicts = Explainers.occlusion(model)
                    .explain(SmallNet.image(input, 1))
                    .diagnostics()
                    .verdicts();
            assertThat(verdicts.stream().anyMatch(verdict -> verdict.contains("taken for probabilities, but")))
                    .isEqualTo(kind == ScoreKind.PROBABILITIES);
        }
    }
}
