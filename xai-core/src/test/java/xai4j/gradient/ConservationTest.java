package xai4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.explain.Diagnostics;

/** What is said of relevance that does not arrive. */
class ConservationTest {
    private static Diagnostics of(double[] starts, double[]... values) {
        return Conservation.of(List.of(values), starts, List.of("dog", "cat"), "");
    }

    @Test
    void theShareIsAMeasure() {
        Diagnostics found = of(new double[] {4}, new double[] {1, -0.5, 3});

        assertThat(found.measures()).containsEntry("relevance-kept", 0.875);
        assertThat(found.verdicts()).isEmpty();
    }

    @Test
    void relevanceThatIsLostIsNamedWithItsTarget() {
        Diagnostics found = of(new double[] {4, -2}, new double[] {4e-5, 0}, new double[] {-1, -1});

        assertThat(found.measures()).containsOnlyKeys("relevance-kept[0]", "relevance-kept[1]");
        assertThat(found.verdicts()).singleElement().asString().startsWith("dog: 0.00100 % of the relevance");
    }

    @Test
    void aScoreOfZeroHasNoShares() {
        assertThat(of(new double[] {0}, new double[] {1})).isEqualTo(Diagnostics.NONE);
    }

    @Test
    void relevanceThatGrowsIsNamedToo() {
        assertThat(of(new double[] {1}, new double[] {5}).verdicts()).hasSize(1);
        assertThat(of(new double[] {1}, new double[] {-1}).verdicts()).hasSize(1);
    }
}
