package xai4j.segment;

import java.awt.image.BufferedImage;

/**
 * Quickshift (Vedaldi and Soatto 2008) in colour and position, as scikit-image computes it, without its random tie-breaking:
 * equal densities are ordered by position.
 */
record Quickshift(double kernelSize, double maxDistance, double ratio) implements Segmenter {
    Quickshift {
        if (!(kernelSize >= 1) || !(maxDistance > 0) || !(ratio > 0) || ratio > 1) {
            throw new IllegalArgumentException(
                    "quickshift needs kernel size ≥ 1, a positive distance and a ratio in (0, 1], not " + kernelSize
                            + ", " + maxDistance + ", " + ratio);
        }
    }

    @Override
    public Segmentation segment(BufferedImage image) {
        Lab lab = Lab.of(image);
        int width = lab.width();
        int height = lab.height();
        double[] density = density(lab);
        int[] parents = parents(lab, density);
        for (int at = 0; at < parents.length; at++) {
            int root = at;
            while (parents[root] != root) {
                root = parents[root];
            }
            for (int walk = at; walk != root; ) {
                int next = parents[walk];
                parents[walk] = root;
                walk = next;
            }
        }
        return ConnectedRegions.everyPiece(width, height, parents);
    }

    @Override
    public String toString() {
        return "quickshift:" + kernelSize + ",max-distance=" + maxDistance + ",ratio=" + ratio;
    }

    private int reach() {
        return (int) Math.ceil(3 * kernelSize);
    }

    private double[] density(Lab lab) {
        int width = lab.width();
        int height = lab.height();
        double[] density = new double[width * height];
        double factor = -0.5 / (kernelSize * kernelSize);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int v = Math.max(0, y - reach()); v <= Math.min(height - 1, y + reach()); v++) {
                    for (int u = Math.max(0, x - reach()); u <= Math.min(width - 1, x + reach()); u++) {
                        sum += Math.exp(factor * squaredDistance(lab, x, y, u, v));
                    }
                }
                density[y * width + x] = sum;
            }
        }
        return density;
    }

    private int[] parents(Lab lab, double[] density) {
        int width = lab.width();
        int height = lab.height();
        int[] parents = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                int best = at;
                double closest = Double.POSITIVE_INFINITY;
                for (int v = Math.max(0, y - reach()); v <= Math.min(height - 1, y + reach()); v++) {
                    for (int u = Math.max(0, x - reach()); u <= Math.min(width - 1, x + reach()); u++) {
                        int other = v * width + u;
                        if (isDenser(density, other, at)) {
                            double distance = squaredDistance(lab, x, y, u, v);
                            if (distance < closest) {
                                closest = distance;
                                best = other;
                            }
                        }
                    }
                }
                parents[at] = Math.sqrt(closest) <= maxDistance ? best : at;
            }
        }
        return parents;
    }

    private static boolean isDenser(double[] density, int other, int at) {
        return density[other] > density[at] || (density[other] == density[at] && other < at);
    }

    private double squaredDistance(Lab lab, int x, int y, int u, int v) {
        float[] values = lab.values();
        int at = 3 * (y * lab.width() + x);
        int other = 3 * (v * lab.width() + u);
        double dl = values[at] - values[other];
        double da = values[at + 1] - values[other + 1];
        double db = values[at + 2] - values[other + 2];
        double color = ratio * ratio * (dl * dl + da * da + db * db);
        return color + (double) (x - u) * (x - u) + (double) (y - v) * (y - v);
    }
}
