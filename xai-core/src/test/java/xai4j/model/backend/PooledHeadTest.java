package xai4j.model.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LinearHead.Pooling;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class PooledHeadTest {
    private static final Layer FIRST = new Layer("first", "Conv", Shape.of(2, 2, 1, 3), FeatureLayout.CHANNELS_FIRST);
    private static final Layer LAST = new Layer("last", "Conv", Shape.of(2, 1, 3, 2), FeatureLayout.CHANNELS_LAST);
    private static final Tensor WEIGHTS = Tensor.of(Shape.of(3, 2), 1, 2, -3, 4, 0, 5);
    private static final Tensor BIAS = Tensor.of(Shape.of(3), 0.5f, 0, -1);
    private static final Map<Layer, Tensor> VALUES = Map.of(
            FIRST, Tensor.of(FIRST.shape(), 1, 2, 6, 0, -1, 4, 7, 8, 0, 2, 2, 2),
            LAST, Tensor.of(LAST.shape(), 1, 0, 2, -1, 9, 4, 7, 2, 8, 2, 0, 2));

    /** Pooled by hand: {@code [N, C]} of the layers' values. */
    private static Tensor pooled(Layer layer, Pooling pooling) {
        float[] rows = layer == FIRST ? new float[] {9, 3, 15, 6} : new float[] {12, 3, 15, 6};
        float[] largest = layer == FIRST ? new float[] {6, 4, 8, 2} : new float[] {9, 4, 8, 2};
        float[] values = pooling == Pooling.MAX ? largest : rows;
        Tensor result = Tensor.zeros(Shape.of(2, 2));
        for (int i = 0; i < values.length; i++) {
            result.set(i, pooling == Pooling.AVERAGE ? values[i] / 3 : values[i]);
        }
        return result;
    }

    private static Optional<LinearHead> find(NetworkTail tail) {
        return PooledHead.find(List.of(LAST, FIRST), VALUES::get, tail);
    }

    @ParameterizedTest
    @EnumSource
    void theLayerAndItsPoolingAreFoundByTheirNumbers(Pooling pooling) {
        AffineMap map = new AffineMap(WEIGHTS, BIAS);
        for (Layer layer : List.of(FIRST, LAST)) {
            Tensor input = pooled(layer, pooling);
            LinearHead head =
                    find(new NetworkTail(input, map, map.apply(input))).orElseThrow();
            assertThat(head.features()).isEqualTo(layer);
            assertThat(head.pooling()).isEqualTo(pooling);
            assertThat(head.weights()).isEqualTo(WEIGHTS);
            assertThat(head.bias()).isEqualTo(BIAS);
        }
    }

    @Test
    void featureMapsThatAreClassMapsHaveTheIdentity() {
        LinearHead head = find(NetworkTail.ofClassMaps(pooled(FIRST, Pooling.MAX))
                        .orElseThrow())
                .orElseThrow();
        assertThat(head.features()).isEqualTo(FIRST);
        assertThat(head.weights()).isEqualTo(Tensor.of(Shape.of(2, 2), 1, 0, 0, 1));
        assertThat(head.bias()).isEqualTo(Tensor.zeros(Shape.of(2)));
    }

    @Test
    void aMapThatDoesNotGiveTheLogitsIsNoHead() {
        Tensor input = pooled(LAST, Pooling.AVERAGE);
        AffineMap map = new AffineMap(WEIGHTS, BIAS);
        Tensor logits = map.apply(input);
        Tensor two = Tensor.of(Shape.of(2, 2), 4, 3, 5, 6);
        assertThat(find(new NetworkTail(input, AffineMap.of(WEIGHTS, null), logits)))
                .as("without its bias")
                .isEmpty();
        assertThat(find(new NetworkTail(input, map, two)))
                .as("of another number of classes")
                .isEmpty();
        assertThat(find(new NetworkTail(logits, map, logits)))
                .as("of another number of channels")
                .isEmpty();
        assertThat(find(NetworkTail.ofClassMaps(two).orElseThrow()))
                .as("of what no layer gives")
                .isEmpty();
        assertThat(find(NetworkTail.ofClassMaps(Tensor.of(Shape.of(2, 2), Float.NaN, 3, 5, 6))
                        .orElseThrow()))
                .as("of what is no number")
                .isEmpty();
        assertThat(NetworkTail.ofClassMaps(Tensor.zeros(Shape.of(1, 200_704))))
                .as("of so many classes that the square of their number fills the memory")
                .isEmpty();
    }

    @Test
    void weightsMayLieTheOtherWay() {
        Tensor columns = Tensor.of(Shape.of(2, 3), 1, -3, 0, 2, 4, 5);
        assertThat(AffineMap.ofTransposed(columns, BIAS)).isEqualTo(new AffineMap(WEIGHTS, BIAS));
        assertThat(AffineMap.of(WEIGHTS, BIAS).apply(Tensor.of(Shape.of(1, 2), 10, 1)))
                .isEqualTo(Tensor.of(Shape.of(1, 3), 12.5f, -26, 4));
        assertThatThrownBy(() -> new AffineMap(WEIGHTS, Tensor.zeros(Shape.of(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("[3, 2]", "[2]");
    }
}
