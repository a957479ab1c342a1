package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import xai4j.model.ModelException;
import xai4j.model.ModelOutput;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class OutputChoiceTest {
    private static final Tensor FEATURES = normal(512, 1);
    private static final Tensor CLASSES = normal(400, 2);
    private static final Map<String, Tensor> CLASSIFIER = Map.of("affine:input", FEATURES, "affine:output", CLASSES);

    private static Tensor normal(int width, int seed) {
        Tensor tensor = Tensor.zeros(Shape.of(2, width));
        Random random = new Random(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, (float) random.nextGaussian());
        }
        return tensor;
    }

    private static List<ModelOutput> choose(Map<String, Tensor> probe, int labels, Tensor... outputs) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (Tensor output : outputs) {
            named.put(String.valueOf(named.size()), output);
        }
        return OutputChoice.choose(named, probe, 2, Optional.empty(), labels, "net.pt");
    }

    @Test
    void whatTheLastLinearLayerGivesAreScoresHoweverMany() {
        assertThat(choose(CLASSIFIER, 0, FEATURES, CLASSES))
                .extracting(ModelOutput::explained)
                .containsExactly(false, true);
        assertThat(choose(CLASSIFIER, 0, CLASSES, FEATURES))
                .extracting(ModelOutput::kind)
                .containsExactly(ModelOutput.Kind.SCORES, ModelOutput.Kind.EMBEDDING);
    }

    @Test
    void asManyNumbersAsLabelsAreScores() {
        assertThat(choose(Map.of(), 400, FEATURES, CLASSES))
                .extracting(ModelOutput::explained)
                .containsExactly(false, true);
    }

    @Test
    void aProjectionBesideAnotherVectorIsNotTakenForTheScores() {
        Map<String, Tensor> projection = Map.of("affine:input", FEATURES, "affine:output", normal(128, 3));
        assertThatThrownBy(() -> choose(projection, 0, CLASSES, normal(128, 3)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("--output");
    }

    @Test
    void aVectorOfLengthOneIsAnEmbedding() {
        Tensor unit = Tensor.zeros(Shape.of(2, 100));
        unit.set(3, 1f);
        unit.set(150, -1f);
        assertThat(choose(Map.of(), 0, unit, normal(7, 4)))
                .extracting(ModelOutput::explained)
                .containsExactly(false, true);
    }
}
