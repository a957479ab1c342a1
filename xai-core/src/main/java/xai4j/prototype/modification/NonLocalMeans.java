package xai4j.prototype.modification;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import xai4j.image.filter.Border;

/**
 * Smooths surfaces and keeps edges: each pixel becomes the mean of the pixels around it, weighed by how alike their
 * neighbourhoods are (Buades et al. 2005), lightness and colour apart. The arithmetic is that of OpenCV's {@code
 * fastNlMeansDenoisingColored} with neighbourhoods of 7×7 in a window of 21×21.
 *
 * @param lightness strength on lightness, in levels of 0…255
 * @param colour strength on colour
 */
public record NonLocalMeans(double lightness, double colour) implements Modification {
    private static final int PATCH = 3;
    private static final int SEARCH = 10;
    private static final int MARGIN = PATCH + SEARCH;
    private static final int PATCH_AREA = (2 * PATCH + 1) * (2 * PATCH + 1);
    private static final int SEARCH_AREA = (2 * SEARCH + 1) * (2 * SEARCH + 1);
    /** The area of a neighbourhood is divided by as the next power of two. */
    private static final int AREA_BITS = 6;

    private static final int UNIT = Integer.MAX_VALUE / (SEARCH_AREA * 255);
    private static final double NEGLIGIBLE = 0.001;

    @Override
    public BufferedImage apply(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        LinearLab lab = new LinearLab();
        int[][] planes = lab.of(picture.getRGB(0, 0, width, height, null, 0, width));
        int[] light = smooth(new int[][] {planes[0]}, width, height, lightness)[0];
        int[][] hues = smooth(new int[][] {planes[1], planes[2]}, width, height, colour);
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < light.length; i++) {
            result.setRGB(i % width, i / width, lab.toRgb(light[i], hues[0][i], hues[1][i]));
        }
        return result;
    }

    private static int[][] smooth(int[][] planes, int width, int height, double strength) {
        int wide = width + 2 * MARGIN;
        int high = height + 2 * MARGIN;
        int[][] padded = new int[planes.length][wide * high];
        for (int i = 0; i < wide * high; i++) {
            int x = Border.REFLECT.inside(i % wide - MARGIN, width);
            int y = Border.REFLECT.inside(i / wide - MARGIN, height);
            for (int c = 0; c < planes.length; c++) {
                padded[c][i] = planes[c][y * width + x];
            }
        }
        Sums sums = new Sums(padded, width, height, weights(planes.length, (float) strength));
        for (int dy = -SEARCH; dy <= SEARCH; dy++) {
            for (int dx = -SEARCH; dx <= SEARCH; dx++) {
                sums.add(dy * wide + dx);
            }
        }
        return sums.means();
    }

    /** The weight of a neighbourhood by its squared distance, divided by the power of two. */
    private static int[] weights(int channels, float strength) {
        double unit = (double) (1 << AREA_BITS) / PATCH_AREA;
        int[] weights = new int[(int) (255 * 255 * channels / unit + 1) + 1];
        for (int i = 0; i < weights.length; i++) {
            int weight = (int) Math.rint(UNIT * Math.exp(-i * unit / (strength * strength * channels)));
            weights[i] = weight < NEGLIGIBLE * UNIT ? 0 : weight;
        }
        return weights;
    }

    /** Weighted sums over the window, one shift of the picture after the other. */
    private static final class Sums {
        private final int[][] padded;
        private final int width;
        private final int height;
        private final int wide;
        private final int[] weights;
        private final long[][] sum;
        private final long[] total;
        private final int[] differences;
        private final int[] columns;

        Sums(int[][] padded, int width, int height, int[] weights) {
            this.padded = padded;
            this.width = width;
            this.height = height;
            this.wide = width + 2 * MARGIN;
            this.weights = weights;
            this.sum = new long[padded.length][width * height];
            this.total = new long[width * height];
            this.differences = new int[(width + 2 * PATCH) * (height + 2 * PATCH)];
            this.columns = new int[width + 2 * PATCH];
        }

        /** Adds the picture shifted by so many padded positions. */
        void add(int shift) {
            int across = width + 2 * PATCH;
            for (int y = 0; y < height + 2 * PATCH; y++) {
                for (int x = 0; x < across; x++) {
                    int at = (y + SEARCH) * wide + x + SEARCH;
                    int squared = 0;
                    for (int[] plane : padded) {
                        int difference = plane[at] - plane[at + shift];
                        squared += difference * difference;
                    }
                    differences[y * across + x] = squared;
                }
            }
            Arrays.fill(columns, 0);
            for (int y = 0; y < height + 2 * PATCH; y++) {
                for (int x = 0; x < across; x++) {
                    columns[x] += differences[y * across + x];
                    columns[x] -= y > 2 * PATCH ? differences[(y - 2 * PATCH - 1) * across + x] : 0;
                }
                if (y >= 2 * PATCH) {
                    addRow(y - 2 * PATCH, shift);
                }
            }
        }

        private void addRow(int y, int shift) {
            int distance = 0;
            for (int x = 0; x < 2 * PATCH; x++) {
                distance += columns[x];
            }
            for (int x = 0; x < width; x++) {
                distance += columns[x + 2 * PATCH];
                int weight = weights[distance >> AREA_BITS];
                int at = (y + MARGIN) * wide + x + MARGIN + shift;
                for (int c = 0; c < padded.length; c++) {
                    sum[c][y * width + x] += (long) weight * padded[c][at];
                }
                total[y * width + x] += weight;
                distance -= columns[x];
            }
        }

        int[][] means() {
            int[][] means = new int[sum.length][total.length];
            for (int c = 0; c < sum.length; c++) {
                for (int i = 0; i < total.length; i++) {
                    means[c][i] = (int) ((sum[c][i] + total[i] / 2) / total[i]);
                }
            }
            return means;
        }
    }
}
