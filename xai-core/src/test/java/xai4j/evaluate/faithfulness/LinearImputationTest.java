package xai4j.evaluate.faithfulness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.numeric.CounterRandom;
import xai4j.tensor.Tensor;

/** Against the linear system of ROAD solved directly, on holes of every kind. */
class LinearImputationTest {
    private static final int WIDTH = 33;
    private static final int HEIGHT = 22;
    private static final int[][] NEIGHBOURS = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 1}};

    private static PreparedImage image() {
        ImageInput input = ImageInput.nchw(2, HEIGHT, WIDTH);
        Tensor values = Tensor.zeros(input.imageShape());
        for (int i = 0; i < values.size(); i++) {
            values.set(i, (float) (Math.sin(i * 0.21) + (i % WIDTH > 12 ? 2 : 0) + Math.cos(i / WIDTH * 0.4)));
        }
        return PreparedImage.ofTensor(values, input, Preprocessing.unit());
    }

    private static boolean isHidden(String kind, int x, int y) {
        return switch (kind) {
            case "scattered" -> new CounterRandom(3, y).uniform(x) < 0.7;
            case "middle" -> Math.hypot(x - 16, (y - 11) * 1.3) < 12;
            case "border" -> Math.hypot(x - 16, (y - 11) * 1.3) > 5;
            case "half" -> x < 20;
            case "stripes" -> x % 5 != 0;
            default -> x != 7 || y != 3;
        };
    }

    private static double weight(int k) {
        return k < 4 ? 1 / 6.0 : 1 / 12.0;
    }

    @ParameterizedTest
    @CsvSource({"scattered", "middle", "border", "half", "stripes", "all but one"})
    void whatIsImputedSolvesTheEquations(String kind) {
        BitSet hidden = new BitSet();
        int[] number = new int[WIDTH * HEIGHT];
        int count = 0;
        for (int i = 0; i < number.length; i++) {
            number[i] = -1;
            if (isHidden(kind, i % WIDTH, i / WIDTH)) {
                hidden.set(i);
                number[i] = count++;
            }
        }
        PreparedImage image = image();
        Tensor found = Tensor.of(image.tensor().shape(), new LinearImputation(image, 0, 0).without(hidden));
        for (int channel = 0; channel < 2; channel++) {
            int plane = channel * WIDTH * HEIGHT;
            DMatrixRMaj left = new DMatrixRMaj(count, count);
            DMatrixRMaj right = new DMatrixRMaj(count, 1);
            for (int pixel = hidden.nextSetBit(0); pixel >= 0; pixel = hidden.nextSetBit(pixel + 1)) {
                int row = number[pixel];
                for (int k = 0; k < NEIGHBOURS.length; k++) {
                    int x = pixel % WIDTH + NEIGHBOURS[k][0];
                    int y = pixel / WIDTH + NEIGHBOURS[k][1];
                    if (x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT) {
                        int other = number[y * WIDTH + x];
                        left.set(row, row, left.get(row, row) + weight(k));
                        if (other >= 0) {
                            left.set(row, other, left.get(row, other) - weight(k));
                        } else {
                            right.set(
                                    row,
                                    0,
                                    right.get(row, 0)
                                            + weight(k) * image.tensor().at(plane + y * WIDTH + x));
                        }
                    }
                }
            }
            DMatrixRMaj exact = new DMatrixRMaj(count, 1);
            assertThat(CommonOps_DDRM.solve(left, right, exact)).isTrue();
            for (int i = 0; i < number.length; i++) {
                double expected = number[i] < 0 ? image.tensor().at(plane + i) : exact.get(number[i], 0);
                assertThat((double) found.at(plane + i)).as("pixel %d", i).isCloseTo(expected, within(0.01));
            }
        }
    }
}
