package xai4j.visualize.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Every term's derivative against finite differences, and what the terms mean. */
class ObjectiveTermTest {
    private static final int IMAGES = 3;
    private static final int CHANNELS = 4;

    @ParameterizedTest
    @EnumSource(
            value = FeatureLayout.class,
            names = {"CHANNELS_FIRST", "CHANNELS_LAST"})
    void derivativesAreThoseOfFiniteDifferences(FeatureLayout layout) {
        Layer layer = layer(layout);
        Tensor values = random(layer.shape().withFirst(IMAGES), 1);
        for (ObjectiveTerm term : List.of(
                new DirectionTerm(layer, List.of(0.5, 0.0, -1.0, 2.0), -1, -1, 1.5),
                new DirectionTerm(layer, List.of(0.0, 1.0, 0.0, 0.0), 4, 2, -2),
                new EnergyTerm(layer, 0.7),
                new LikenessTerm(layer, random(layer.shape().dropFirst(), 2), 1.3),
                new DiversityTerm(layer, 2))) {
            Tensor derivative = Tensor.zeros(values.shape());
            term.of(values, derivative);
            for (int i = 0; i < values.size(); i += 3) {
                double slope = (moved(term, values, i, 1e-3f) - moved(term, values, i, -1e-3f)) / 2e-3;
                assertThat((double) derivative.at(i)).as(term + " at " + i).isCloseTo(slope, within(2e-4));
            }
        }
    }

    @Test
    void aChannelIsItsMeanAndANeuronOneValue() {
        Layer layer = layer(FeatureLayout.CHANNELS_FIRST);
        Tensor values = random(layer.shape().withFirst(1), 1);
        double mean = IntStream.range(0, 15)
                .mapToDouble(i -> values.at(2 * 15 + i))
                .average()
                .orElseThrow();
        assertThat(value(FeatureObjective.channel(layer, 2), values)).isCloseTo(mean, within(1e-6));
        assertThat(value(FeatureObjective.neuron(layer, 1, 4, 2), values)).isEqualTo(values.at(15 + 14));
    }

    @Test
    void likePicturesAreLeastDiverse() {
        Layer layer = layer(FeatureLayout.CHANNELS_FIRST);
        Tensor one = random(layer.shape().withFirst(1), 1);
        Tensor same = Tensor.zeros(layer.shape().withFirst(2));
        same.row(0).buffer().put(one.buffer());
        same.row(1).buffer().put(one.buffer());
        assertThat(new DiversityTerm(layer, 1).of(same, Tensor.zeros(same.shape())))
                .containsExactly(new double[] {-1, -1}, within(1e-9));
    }

    @Test
    void theWantedValuesThemselvesAreTheBestLikeness() {
        Layer layer = layer(FeatureLayout.CHANNELS_FIRST);
        Tensor one = random(layer.shape().withFirst(1), 1);
        assertThat(value(FeatureObjective.likeness(layer, one.row(0)), one)).isZero();
        Tensor nothing = Tensor.zeros(one.shape());
        assertThat(value(FeatureObjective.likeness(layer, one.row(0)), nothing)).isCloseTo(-1, within(1e-9));
        assertThatThrownBy(() -> value(FeatureObjective.likeness(layer, nothing.row(0)), one))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zero everywhere");
    }

    @Test
    void whatIsNotThereIsNamed() {
        Layer layer = layer(FeatureLayout.CHANNELS_FIRST);
        assertThatThrownBy(() -> FeatureObjective.channel(layer, 4)).hasMessageContaining("channels 0…3, not 4");
        assertThatThrownBy(() -> FeatureObjective.direction(layer, List.of(1.0)))
                .hasMessageContaining("1 weights do not fit the 4 channels");
        Tensor values = random(layer.shape().withFirst(1), 1);
        assertThatThrownBy(() -> value(FeatureObjective.neuron(layer, 0, 5, 0), values))
                .hasMessageContaining("no place (5, 0)")
                .hasMessageContaining("5×3");
        Layer vector = new Layer("fc", "Gemm", Shape.of(-1, 10), FeatureLayout.VECTOR);
        assertThatThrownBy(() -> FeatureObjective.layer(vector)).hasMessageContaining("no feature maps");
        assertThatThrownBy(() -> value(FeatureObjective.logit(10), Tensor.zeros(Shape.of(1, 10))))
                .hasMessageContaining("0…9");
    }

    private static double value(FeatureObjective objective, Tensor values) {
        ObjectiveTerm term = objective.terms().get(0);
        return term.of(values, Tensor.zeros(values.shape()))[0];
    }

    private static double moved(ObjectiveTerm term, Tensor values, int at, float step) {
        Tensor moved = values.copy();
        moved.set(at, moved.at(at) + step);
        return Arrays.stream(term.of(moved, Tensor.zeros(moved.shape()))).sum();
    }

    private static Layer layer(FeatureLayout layout) {
        Shape shape =
                layout == FeatureLayout.CHANNELS_FIRST ? Shape.of(-1, CHANNELS, 3, 5) : Shape.of(-1, 3, 5, CHANNELS);
        return new Layer("maps", "Relu", shape, layout);
    }

    private static Tensor random(Shape shape, long seed) {
        Tensor tensor = Tensor.zeros(shape);
        Random random = new Random(seed);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, (float) random.nextGaussian());
        }
        return tensor;
    }
}
