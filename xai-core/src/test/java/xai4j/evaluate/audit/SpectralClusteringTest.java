package xai4j.evaluate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.numeric.CounterRandom;

class SpectralClusteringTest {
    private static final int POINTS = EvidenceMap.SIDE * 4;

    /** Evidence around a place, a little elsewhere each time. */
    private static EvidenceMap around(double x, double y, int sample) {
        CounterRandom random = new CounterRandom(3, sample);
        double[] points = new double[POINTS * POINTS];
        for (int i = 0; i < points.length; i++) {
            int row = i / POINTS;
            double dx = (i % POINTS + 0.5) / POINTS - x - 0.03 * random.normal(0);
            double dy = (row + 0.5) / POINTS - y - 0.03 * random.normal(1);
            points[i] = Math.exp(-(dx * dx + dy * dy) / 0.01);
        }
        return EvidenceMap.of(points);
    }

    @Test
    void kindsThatLieApartAreToldApart() {
        List<EvidenceMap> maps = IntStream.range(0, 40)
                .mapToObj(i -> i % 4 == 0 ? around(0.15, 0.15, i) : around(0.7, 0.6, i))
                .toList();

        SpectralClustering found = SpectralClustering.of(maps);

        assertThat(found.groups()).hasSize(2);
        assertThat(found.groups().get(0)).hasSize(30).allMatch(i -> i % 4 != 0);
        assertThat(found.groups().get(1)).hasSize(10).allMatch(i -> i % 4 == 0);
        assertThat(found.eigenvalues().get(0)).isLessThan(1e-9);
        assertThat(found.eigenvalues().get(1)).isLessThan(1e-9);
        assertThat(found).isEqualTo(SpectralClustering.of(maps));
    }

    @Test
    void threeKindsAreThree() {
        double[][] places = {{0.2, 0.2}, {0.8, 0.2}, {0.5, 0.8}};
        SpectralClustering found = SpectralClustering.of(IntStream.range(0, 60)
                .mapToObj(i -> around(places[i % 3][0], places[i % 3][1], i))
                .toList());

        assertThat(found.groups())
                .hasSize(3)
                .allSatisfy(group -> assertThat(group).hasSize(20).allMatch(i -> i % 3 == group.get(0) % 3));
    }

    @Test
    void equalMapsAreOneKind() {
        EvidenceMap same = around(0.5, 0.5, 0);

        SpectralClustering found =
                SpectralClustering.of(IntStream.range(0, 30).mapToObj(i -> same).toList());

        assertThat(found.groups().stream().mapToInt(List::size).sum()).isEqualTo(30);
    }

    @Test
    void tooFewAndTooManyAreRefused() {
        EvidenceMap map = around(0.5, 0.5, 0);
        assertThatThrownBy(() -> SpectralClustering.of(List.of(map))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SpectralClustering.of(IntStream.range(0, SpectralClustering.MOST + 1)
                        .mapToObj(i -> map)
                        .toList()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
