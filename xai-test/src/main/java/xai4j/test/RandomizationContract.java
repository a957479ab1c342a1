package xai4j.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.model.ActivationModel;
import xai4j.model.Layer;
import xai4j.model.RandomizableModel;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/** The part of {@link ModelContract} that holds for models of which copies with shuffled weights can be made. */
abstract class RandomizationContract extends GradientContract {
    /** A copy of which nothing is shuffled is the model, others depend on the seed alone, and the model itself stays what it is. */
    @Test
    void copiesDependOnWhatIsShuffledAndOnTheSeed() {
        RandomizableModel model = at(RandomizableModel.class);
        List<String> all = model.weightedLayers();
        Tensor before = model.predict(images(), Score.LOGIT);

        assertThat(all).isNotEmpty().doesNotHaveDuplicates();
        try (RandomizableModel plain = model.randomized(List.of(), 1);
                RandomizableModel first = model.randomized(all, 1);
                RandomizableModel again = plain.randomized(all, 1);
                RandomizableModel other = model.randomized(all, 2)) {
            Tensor shuffled = first.predict(images(), Score.LOGIT);
            Numbers.assertSame(plain.predict(images(), Score.LOGIT), before, closeness(), "scores of a plain copy");
            Numbers.assertSame(again.predict(images(), Score.LOGIT), shuffled, closeness(), "scores of the same seed");
            assertThat(shuffled).isNotEqualTo(before);
            assertThat(other.predict(images(), Score.LOGIT)).isNotEqualTo(shuffled);
            requireSameNetwork(model, first);
        }
        Numbers.assertSame(model.predict(images(), Score.LOGIT), before, tolerance(), "the model after its copies");
    }

    /** What can be asked of the model can be asked of its copy, at the same layers. */
    private void requireSameNetwork(RandomizableModel model, RandomizableModel copy) {
        assertThat(copy.weightedLayers()).isEqualTo(model.weightedLayers());
        assertThat(copy.spec().labels()).isEqualTo(model.spec().labels());
        assertThat(copy.spec().preprocessing()).isEqualTo(model.spec().preprocessing());
        assertThat(copy.spec().scores()).isEqualTo(model.spec().scores());
        levels().forEach(level -> assertThat(copy.as(level))
                .as(level.getSimpleName() + " of a copy")
                .isPresent());
        model.as(ActivationModel.class).ifPresent(original -> {
            ActivationModel shuffled = copy.as(ActivationModel.class).orElseThrow();
            assertThat(shuffled.layers()).isEqualTo(original.layers());
            assertThat(shuffled.lastSpatialLayer()).isEqualTo(original.lastSpatialLayer());
        });
    }

    /** The layers go from the scores down: what the image meets first is as it was, until all are shuffled. Other names are refused. */
    @Test
    void theTopComesFirst() {
        RandomizableModel model = at(RandomizableModel.class);
        ActivationModel original = at(ActivationModel.class);
        List<String> weights = model.weightedLayers();
        assumeThat(weights).as("layers with weights").hasSizeGreaterThan(1);
        Layer first = original.layers().get(0);
        Tensor before = value(original.activations(images(), Set.of(first)), first);

        try (RandomizableModel copy = model.randomized(weights.subList(0, weights.size() - 1), 1)) {
            Numbers.assertSame(
                    values(copy, first),
                    before,
                    closeness(),
                    "values of " + first.name() + " with all but the lowest weights shuffled");
        }
        try (RandomizableModel copy = model.randomized(weights, 1)) {
            assertThat(values(copy, first))
                    .as("values of " + first.name() + " with all weights shuffled")
                    .isNotEqualTo(before);
        }
        assertThatThrownBy(() -> model.randomized(List.of("no layer of this model"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no layer of this model")
                .hasMessageContaining(weights.get(0));
    }

    private Tensor values(RandomizableModel copy, Layer layer) {
        return value(copy.as(ActivationModel.class).orElseThrow().activations(images(), Set.of(layer)), layer);
    }
}
