package xai4j.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonNegativeFactorizationTest {
    private static float[][] random(int rows, int columns, int seed) {
        float[][] values = new float[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int d = 0; d < columns; d++) {
                values[i][d] = (float) Math.max(0, new CounterRandom(seed, i).normal(d));
            }
        }
        return values;
    }

    /** Where every part occurs alone in some row, the parts are known: those rows. */
    @Test
    void partsThatOccurAloneAreFoundExactly() {
        double[][] parts = {{3, 0, 1, 0, 0}, {0, 2, 0, 0, 1}, {0, 0, 1, 4, 0}};
        float[][] rows = new float[40][5];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < parts.length; k++) {
                double own = i < 3 ? (i == k ? 2 : 0) : new CounterRandom(5, i).uniform(k);
                for (int d = 0; d < 5; d++) {
                    rows[i][d] += (float) (own * parts[k][d]);
                }
            }
        }

        NonNegativeFactorization found = NonNegativeFactorization.of(rows, 3);

        assertThat(found.explained()).isCloseTo(1, within(1e-9));
        for (double[] part : parts) {
            double length = Math.sqrt(
                    part[0] * part[0] + part[1] * part[1] + part[2] * part[2] + part[3] * part[3] + part[4] * part[4]);
            assertThat(List.of(found.parts())).anySatisfy(its -> {
                for (int d = 0; d < 5; d++) {
                    assertThat(its[d]).isCloseTo(part[d] / length, within(1e-4));
                }
            });
        }
    }

    /** One part of non-negative rows is the first singular vector; the error is what the other singular values hold. */
    @Test
    void onePartIsTheFirstSingularVector() {
        float[][] rows = {{2, 1}, {1, 2}, {1, 1}};
        // AᵀA = [[6, 5], [5, 6]]: eigenvalues 11 and 1, first vector (1, 1)/√2
        NonNegativeFactorization found = NonNegativeFactorization.of(rows, 1);

        assertThat(found.parts()[0]).containsExactly(new double[] {Math.sqrt(0.5), Math.sqrt(0.5)}, within(1e-3));
        assertThat(found.explained()).isCloseTo(11 / 12.0, within(1e-5));
        assertThat(found.coefficients()[2][0]).isCloseTo(Math.sqrt(2), within(1e-3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void noSweepMakesTheErrorLargerAndNothingIsNegative(int seed) {
        float[][] rows = random(30, 12, seed);

        NonNegativeFactorization found = NonNegativeFactorization.of(rows, 4);

        List<Double> errors = found.errors();
        assertThat(errors).hasSizeGreaterThan(3);
        for (int i = 1; i < errors.size(); i++) {
            assertThat(errors.get(i)).isLessThanOrEqualTo(errors.get(i - 1));
        }
        for (double[][] side : List.of(found.coefficients(), found.parts())) {
            for (double[] row : side) {
                for (double value : row) {
                    assertThat(value).isNotNegative();
                }
            }
        }
        assertThat(found.explained()).isBetween(0.4, 1.0);
        assertThat(NonNegativeFactorization.of(rows, 4).parts()).isDeepEqualTo(found.parts());
    }

    /** The conditions of Karush, Kuhn and Tucker: no coefficient could be made better. */
    @Test
    void anotherRowIsToldByTheSamePartsAsWellAsItCanBe() {
        NonNegativeFactorization found = NonNegativeFactorization.of(random(30, 12, 1), 4);
        float[] row = random(1, 12, 9)[0];
        double[] own = found.coefficients(row);

        for (int k = 0; k < own.length; k++) {
            double slope = 0;
            for (int d = 0; d < row.length; d++) {
                double left = row[d];
                for (int l = 0; l < own.length; l++) {
                    left -= own[l] * found.parts()[l][d];
                }
                slope += left * found.parts()[k][d];
            }
            assertThat(own[k] > 0 ? Math.abs(slope) : Math.max(0, slope)).isCloseTo(0, within(1e-4));
        }
    }

    @Test
    void thereAreNoMorePartsThanTellEverything() {
        assertThat(NonNegativeFactorization.of(new float[][] {{1, 2}, {2, 4}}, 5)
                        .parts())
                .hasDimensions(1, 2);
        assertThat(NonNegativeFactorization.of(new float[3][2], 2).explained()).isEqualTo(1);
        assertThatThrownBy(() -> NonNegativeFactorization.of(new float[][] {{1, -2}}, 1))
                .hasMessageContaining("-2.0");
        assertThatThrownBy(() -> NonNegativeFactorization.of(new float[][] {{Float.NaN}}, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NonNegativeFactorization.of(new float[0][], 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
