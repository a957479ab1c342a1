package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudentTTest {
    /** Quantiles t₀.₉₇₅ as printed tables have them. */
    @ParameterizedTest
    @CsvSource({"1, 12.7062", "2, 4.30265", "4, 2.77645", "10, 2.22814", "30, 2.04227", "120, 1.97993", "1000, 1.96234"
    })
    void inflationIsTheQuantileOverTheNormalOne(double freedom, double quantile) {
        assertThat(StudentT.inflation(freedom) * 1.959964).isCloseTo(quantile, within(6e-6 * quantile));
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 100.0000001})
    void bothFormulasMeet(double freedom) {
        assertThat(StudentT.inflation(freedom) * StudentT.INTERVAL).isCloseTo(1.983971518, within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, -3, Double.NaN})
    void nothingIsKnownWithoutFreedom(double freedom) {
        assertThatIllegalArgumentException().isThrownBy(() -> StudentT.inflation(freedom));
    }
}
