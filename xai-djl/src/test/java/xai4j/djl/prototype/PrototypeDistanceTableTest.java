package xai4j.djl.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrototypeDistanceTableTest {
    private static final int[] LABELS = {0, 0, 0, 1, 1, 1};

    /** Rows are pictures, columns prototypes. */
    private static PrototypeDistanceTable readings(List<Integer> classes, float... distances) {
        return new PrototypeDistanceTable(distances, LABELS, new PrototypeLayout(classes, 2, 4, 1));
    }

    private static final float[] DISTANCES = {
        0.1f, 0.9f, 0.5f, //
        0.2f, 0.8f, 0.1f, //
        0.3f, 0.7f, 0.5f, //
        0.9f, 0.1f, 0.5f, //
        0.8f, 0.6f, 0.2f, //
        0.7f, 0.5f, 0.3f
    };

    @Test
    void prototypesWhoseNearestPicturesAreOfOtherClassesAreDropped() {
        PrototypeDistanceTable readings = readings(List.of(0, 1, 0), DISTANCES);
        assertThat(readings.pure(3, 2)).containsExactly(0, 1);
        assertThat(readings.pure(3, 1)).containsExactly(0, 1, 2);
    }

    @Test
    void aClassKeepsItsBestPrototypeWhateverItIs() {
        assertThat(readings(List.of(1, 1, 1), DISTANCES).pure(3, 3)).containsExactly(1);
        assertThat(readings(List.of(1, 0, 1), DISTANCES).pure(2, 2)).containsExactly(1, 2);
    }

    @Test
    void distancesToTheNearestPrototypeAreAveraged() {
        PrototypeDistanceTable readings = readings(List.of(0, 1, 1), DISTANCES);
        assertThat(readings.nearest(true)).isCloseTo((0.1 + 0.2 + 0.3 + 0.1 + 0.2 + 0.3) / 6, within(1e-6));
        assertThat(readings.nearest(false)).isCloseTo((0.5 + 0.1 + 0.5 + 0.9 + 0.8 + 0.7) / 6, within(1e-6));
    }
}
