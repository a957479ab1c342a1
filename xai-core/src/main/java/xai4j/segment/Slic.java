package xai4j.segment;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import xai4j.numeric.Parallel;

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
        /** The same, one array each for L, a and b. */
        private final float[][] planes;

        private final int count;
        private final float step;
        private final float spatial;
        private final int reach;
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
            this.planes = planes(colors);
            this.count = count;
            this.step = (float) Math.sqrt((double) width * height / count);
            this.spatial = 1 / (step * step);
            this.reach = (int) Math.ceil(1.2 * step);
            this.adaptive = adaptive;
            this.centres = new float[5 * count];
            this.colorScale = new float[count];
            this.distances = new float[width * height];
            this.labels = new int[width * height];
            Arrays.fill(colorScale, (float) (1 / (compactness * compactness)));
            seed();
        }

        private static float[][] planes(float[] colors) {
            float[][] planes = new float[3][colors.length / 3];
            for (int i = 0; i < colors.length; i++) {
                planes[i % 3][i / 3] = colors[i];
            }
            return planes;
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

        /** Gives every pixel to its nearest centre, bands of rows side by side. */
        void assign() {
            Arrays.fill(distances, Float.MAX_VALUE);
            Parallel.bands(height, this::assign);
        }

        private void assign(int top, int end) {
            Row row = new Row(Math.min(width, 2 * reach + 1));
            for (int k = 0; k < count; k++) {
                int left = Math.max(0, (int) centres[5 * k + 3] - reach);
                int right = Math.min(width - 1, (int) centres[5 * k + 3] + reach);
                row.place(left, right - left + 1, centres[5 * k + 3], spatial);
                int centre = (int) centres[5 * k + 4];
                int last = Math.min(end - 1, centre + reach);
                for (int y = Math.max(top, centre - reach); y <= last; y++) {
                    row.measure(k, y);
                    claim(k, y * width + left, row);
                }
            }
        }

        private void claim(int k, int start, Row row) {
            for (int i = 0; i < row.length; i++) {
                if (row.distance[i] < distances[start + i]) {
                    distances[start + i] = row.distance[i];
                    labels[start + i] = k;
                }
            }
        }

        /**
         * Distances of a row of a centre's neighbourhood, all of them at once: arrays that are gone through by one index are compiled to vector instructions, and a look
         * whether a pixel can be passed over costs more than it saves.
         */
        private final class Row {
            private final float[][] color;
            private final float[] ofPlace;
            private final float[] distance;
            private int left;
            private int length;

            Row(int longest) {
                this.color = new float[3][longest];
                this.ofPlace = new float[longest];
                this.distance = new float[longest];
            }

            void place(int from, int pixels, float cx, float steps) {
                left = from;
                length = pixels;
                for (int i = 0; i < pixels; i++) {
                    ofPlace[i] = (from + i - cx) * (from + i - cx) * steps;
                }
            }

            void measure(int k, int y) {
                for (int c = 0; c < 3; c++) {
                    System.arraycopy(planes[c], y * width + left, color[c], 0, length);
                }
                float dy = (y - centres[5 * k + 4]) * (y - centres[5 * k + 4]) * spatial;
                measure(color[0], color[1], color[2], k, dy);
            }

            private void measure(float[] ls, float[] as, float[] bs, int k, float dy) {
                float l = centres[5 * k];
                float a = centres[5 * k + 1];
                float b = centres[5 * k + 2];
                float scale = colorScale[k];
                float[] place = ofPlace;
                float[] out = distance;
                int pixels = length;
                for (int i = 0; i < pixels; i++) {
                    float dl = ls[i] - l;
                    float da = as[i] - a;
                    float db = bs[i] - b;
                    out[i] = (dl * dl + da * da + db * db) * scale + place[i] + dy;
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
