package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SortOrderTest {
    @Test
    void equalValuesKeepTheirOrderAndZerosAreEqual() {
        assertThat(SortOrder.ascending(3, -0.0, 1, 0.0, Double.NaN, 1, -2)).containsExactly(6, 1, 3, 2, 5, 0, 4);
        assertThat(SortOrder.ascending()).isEmpty();
    }

    @Test
    void itIsTheOrderOfTheLibrarysOwnSort() {
        CounterRandom random = new CounterRandom(1, 0);
        for (int size = 1; size < 70; size++) {
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = random.below(12, i + size * 100) - 4;
            }
            int[] expected = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> values[i] + 0.0))
                    .mapToInt(i -> i)
                    .toArray();
            assertThat(SortOrder.ascending(values)).containsExactly(expected);
        }
    }
}
