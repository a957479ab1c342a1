package xai4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.LongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.coalition.RegionExplainer;

class SampleEfficiencyTest {
    /** With default settings; the worst of the networks needs a tenth more than a quarter of the calls. */
    @ParameterizedTest
    @CsvSource({"darknet_eagle, 0", "djl_dog-cat, 0", "gradcam_both, 0", "tract_elephants, 0", "djl_dog-cat, 1"})
    void aNetworkIsExplainedFromAQuarterOfTheCallsOfTheFieldsSampler(String photo, int column) {
        KnownGame game = SampleEfficiency.network(photo, column);
        LongFunction<RegionExplainer<?>> textbook =
                Objects.requireNonNull(SampleEfficiency.estimators().get("shap package's sampling"));
        LongFunction<RegionExplainer<?>> ours = code -> Explainers.kernelShap(Rivals.NONE)
                .samples((int) (code % 10_000))
                .seed(code / 10_000);
        assertThat(SampleEfficiency.error(game, ours, 250))
                .isLessThan(1.1 * SampleEfficiency.error(game, textbook, 1000));
    }
}
