package xai4j.coalition.soft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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
        SoftMasks.Sums quick = masks.sums(3, 2, width, height);
        SoftMasks.Sums plain = new WrittenSums(masks, 3, 2, width, height);
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < MASKS; n++) {
                double factor = random.nextDouble();
                int[] groups = n % 3 == 0 ? new int[] {0, 2} : new int[] {n % 3};
                quick.add(n, groups, 1, factor);
                plain.add(n, groups, 1, factor);
            }
            double[][] a = read(quick, width, height);
            double[][] b = read(plain, width, height);
            for (int which = 0; which < a.length; which++) {
                assertThat(a[which]).containsExactly(b[which], within(1e-5));
                assertThat(a[which][width * height / 2]).isGreaterThan(0.5);
            }
        }
    }

    /** Each sum as {@code [H · W]}. */
    private static double[][] read(SoftMasks.Sums sums, int width, int height) {
        double[][] all = new double[6][width * height];
        sums.read((y, rows) -> {
            for (int i = 0; i < all.length; i++) {
                System.arraycopy(rows[i / 2][i % 2], 0, all[i], y * width, width);
            }
        });
        return all;
    }

    /** Written in pieces or whole, a mask is the same. */
    @ParameterizedTest
    @CsvSource({"7, 22, 13", "2, 1, 1", "5, 40, 1", "16, 9, 30"})
    void piecesMakeUpTheMask(int cells, int width, int height) {
        SoftMasks.Sized masks = new GridMasks(cells).sized(width, height, 0.4, 3);
        SoftMasks.Pieces pieces = masks.pieces(width, height);
        SoftMasks.Pieces written = new WrittenPieces(masks, width * height);
        float[] whole = new float[width * height];
        for (int n = 0; n < MASKS; n++) {
            masks.write(n, whole);
            pieces.begin(n);
            written.begin(n);
            for (int y = 0; y < height; y++) {
                float[] row = Arrays.copyOfRange(whole, y * width, (y + 1) * width);
                float[] piece = new float[width];
                pieces.next(piece);
                assertThat(piece).containsExactly(row);
                written.next(piece);
                assertThat(piece).containsExactly(row);
            }
        }
    }
}
