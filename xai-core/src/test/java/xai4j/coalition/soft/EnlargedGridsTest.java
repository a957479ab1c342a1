package xai4j.coalition.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short way of adding masks up gives what adding the written masks gives. */
class EnlargedGridsTest {
    private static final int MASKS = 37;

    @ParameterizedTest
    @CsvSource({"7, 224, 224", "7, 22, 13", "2, 1, 1", "2, 3, 2", "5, 40, 1", "16, 9, 30", "3, 100, 64", "64, 50, 70"})
    void sumsAreThoseOfTheWrittenMasks(int cells, int width, int height) {
        SoftMasks.Sized masks = new GridMasks(cells).sized(width, height, 0.4, 3);
        int area = width * height;
        SoftMasks.Sums quick = masks.sums(2, area);
        SoftMasks.Sums plain = new WrittenSums(masks, 2, area);
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < MASKS; n++) {
                double factor = random.nextDouble();
                quick.add(n, 1, factor);
                plain.add(n, 1, factor);
            }
            for (int which = 0; which < 2; which++) {
                double[] a = new double[area];
                double[] b = new double[area];
                quick.moveTo(which, a);
                plain.moveTo(which, b);
                assertThat(a).containsExactly(b, within(1e-5));
                assertThat(a[area / 2]).isGreaterThan(0.5);
            }
        }
    }
}
