package xai4j.segment;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Simple linear iterative clustering (Achanta et al. 2012): k-means in colour and position, each centre searching its own
 * neighbourhood only. Every cluster's largest piece becomes a region, other pieces join a neighbour, so that the count is
 * the one asked for unless the image has fewer pixels.
 *
 * @param regions how many are wanted
 * @param compactness weight of position against colour
 * @param adaptive SLICO: each cluster's own largest colour distance takes the place of the compactness
 */
record Slic(int regions, double compactness, boolean adaptive) implements Segmenter {
    private static final int ITERATIONS = 10;

    Slic {
        if (regions < 1) {
            throw new IllegalArgumentException("slic needs at least one region, not " + regions);
        }
        if (!(compactness > 0)) {
            throw new IllegalArgumentException("slic's compactness must be positive, not " + compactness);
        }
    }

    @Override
    public Segmentation segment(BufferedImage image) {
        Lab lab = Lab.of(image);
        Clusters clusters = new Clusters(lab, Math.min(regions, lab.width() * lab.height()), compactness, adaptive);
        for (int i = 0; i < ITERATIONS; i++) {
            clusters.assign();
            clusters.move();
        }
        return ConnectedRegions.largestPieces(lab.width(), lab.height(), clusters.labels);
    }

    @Override
    public String toString() {
        return adaptive ? "slico:" + regions : "slic:" + regions + ",compactness=" + compactness;
    }

    /** Centres and the pixels that belong to them. */
    private static final class Clusters {
        private final int width;
        private final int height;
        private final float[] colors;
        private final int count;
        private final float step;
        private final boolean adaptive;
        /** Per centre L, a, b, x, y. */
        private final float[] centres;

        private final float[] colorScale;
        private final float[] distances;
        private final int[] labels;

        Clusters(Lab lab, int count, double compactness, boolean adaptive) {
            this.width = lab.width();
            this.height = lab.height();
            this.colors = lab.values();
            this.count = count;
            this.step = (float) Math.sqrt((double) width * height / count);
            this.adaptive = adaptive;
            this.centres = new float[5 * count];
            this.colorScale = new float[count];
            this.distances = new float[width * height];
            this.labels = new int[width * height];
            Arrays.fill(colorScale, (float) (1 / (compactness * compactness)));
            seed();
        }

        /** Rows of evenly spread centres, the rows sharing the count as evenly as whole numbers allow. */
        private void seed() {
            int rows = Math.max(1, Math.min(Math.min(height, count), Math.round(height / step)));
            rows = Math.max(rows, (count + width - 1) / width);
            for (int row = 0, k = 0; row < rows; row++) {
                int columns = (int) ((long) (row + 1) * count / rows - (long) row * count / rows);
                for (int column = 0; column < columns; column++, k++) {
                    int x = Math.min(width - 1, (int) ((column + 0.5) * width / columns));
                    int y = Math.min(height - 1, (int) ((row + 0.5) * height / rows));
                    place(k, x, y);
                }
            }
        }

        private void place(int k, int x, int y) {
            System.arraycopy(colors, 3 * (y * width + x), centres, 5 * k, 3);
            centres[5 * k + 3] = x;
            centres[5 * k + 4] = y;
        }

        void assign() {
            Arrays.fill(distances, Float.MAX_VALUE);
            float spatial = 1 / (step * step);
            int reach = (int) Math.ceil(1.2 * step);
            for (int k = 0; k < count; k++) {
                float l = centres[5 * k];
                float a = centres[5 * k + 1];
                float b = centres[5 * k + 2];
                float cx = centres[5 * k + 3];
                float cy = centres[5 * k + 4];
                float scale = colorScale[k];
                int left = Math.max(0, (int) cx - reach);
                int right = Math.min(width - 1, (int) cx + reach);
                int bottom = Math.min(height - 1, (int) cy + reach);
                for (int y = Math.max(0, (int) cy - reach); y <= bottom; y++) {
                    float dy = (y - cy) * (y - cy) * spatial;
                    for (int x = left, at = y * width + left; x <= right; x++, at++) {
                        float dl = colors[3 * at] - l;
                        float da = colors[3 * at + 1] - a;
                        float db = colors[3 * at + 2] - b;
                        float distance = (dl * dl + da * da + db * db) * scale + (x - cx) * (x - cx) * spatial + dy;
                        if (distance < distances[at]) {
                            distances[at] = distance;
                            labels[at] = k;
                        }
                    }
                }
            }
        }

        void move() {
            double[] sums = new double[5 * count];
            int[] sizes = new int[count];
            for (int y = 0, at = 0; y < height; y++) {
                for (int x = 0; x < width; x++, at++) {
                    int to = 5 * labels[at];
                    sums[to] += colors[3 * at];
                    sums[to + 1] += colors[3 * at + 1];
                    sums[to + 2] += colors[3 * at + 2];
                    sums[to + 3] += x;
                    sums[to + 4] += y;
                    sizes[labels[at]]++;
                }
            }
            if (adaptive) {
                adapt();
            }
            for (int i = 0; i < sums.length; i++) {
                if (sizes[i / 5] > 0) {
                    centres[i] = (float) (sums[i] / sizes[i / 5]);
                }
            }
        }

        /** Each cluster's colour distances are measured against its largest one so far. */
        private void adapt() {
            float[] largest = new float[count];
            for (int at = 0; at < labels.length; at++) {
                int k = labels[at];
                float dl = colors[3 * at] - centres[5 * k];
                float da = colors[3 * at + 1] - centres[5 * k + 1];
                float db = colors[3 * at + 2] - centres[5 * k + 2];
                largest[k] = Math.max(largest[k], dl * dl + da * da + db * db);
            }
            for (int k = 0; k < count; k++) {
                colorScale[k] = Math.min(colorScale[k], 1 / Math.max(largest[k], 1e-3f));
            }
        }
    }
}
