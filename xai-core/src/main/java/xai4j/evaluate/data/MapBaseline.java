package xai4j.evaluate.data;

import java.util.Arrays;
import java.util.Locale;
import xai4j.evaluate.GivenAttribution;
import xai4j.explain.Explanation;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.numeric.CounterRandom;

/** Maps that know nothing of the model; an explanation that is no better than they are explains nothing. */
public enum MapBaseline {
    /** A number drawn for every pixel. */
    RANDOM {
        @Override
        double[] pixels(PreparedImage image, long seed) {
            PixelPlanes planes = PixelPlanes.of(image);
            CounterRandom random = new CounterRandom(seed ^ image.inputSha256().hashCode(), 0);
            double[] pixels = new double[planes.area()];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = random.uniform(i);
            }
            return pixels;
        }
    },
    /** How steep the brightness is (Sobel): what is seen without any model. */
    EDGES {
        @Override
        double[] pixels(PreparedImage image, long seed) {
            PixelPlanes planes = PixelPlanes.of(image);
            double[] pixels = new double[planes.area()];
            for (int i = 0; i < pixels.length; i++) {
                int x = i % planes.width();
                int y = i / planes.width();
                double across = 0;
                double down = 0;
                for (int k = -1; k <= 1; k++) {
                    int weight = k == 0 ? 2 : 1;
                    across += weight * (at(image, planes, x + 1, y + k) - at(image, planes, x - 1, y + k));
                    down += weight * (at(image, planes, x + k, y + 1) - at(image, planes, x + k, y - 1));
                }
                pixels[i] = Math.hypot(across, down);
            }
            return pixels;
        }
    },
    /** The nearer to the middle the higher: photographers put things there. */
    CENTRE {
        @Override
        double[] pixels(PreparedImage image, long seed) {
            PixelPlanes planes = PixelPlanes.of(image);
            double[] pixels = new double[planes.area()];
            for (int i = 0; i < pixels.length; i++) {
                double across = ((i % planes.width()) + 0.5) / planes.width() - 0.5;
                int row = i / planes.width();
                double down = (row + 0.5) / planes.height() - 0.5;
                pixels[i] = Math.exp(-(across * across + down * down) / (2 * SPREAD * SPREAD));
            }
            return pixels;
        }
    };

    private static final double SPREAD = 0.25;

    /** The map, row by row over the model's input. */
    abstract double[] pixels(PreparedImage image, long seed);

    /**
     * The map as an explanation, to be judged like any other.
     *
     * @param target class that it would explain
     * @param seed of those that are drawn
     */
    public Explanation explain(PreparedImage image, Model model, int target, long seed) {
        return GivenAttribution.pixels(label(), image, model, target, pixels(image, seed));
    }

    /** The name in tables: in brackets, since it is no method. */
    public String label() {
        return "(" + name().toLowerCase(Locale.ROOT) + ")";
    }

    /** Whether a name in a table is that of a baseline. */
    public static boolean isLabel(String method) {
        return Arrays.stream(values()).anyMatch(baseline -> baseline.label().equals(method));
    }

    private static double at(PreparedImage image, PixelPlanes planes, int x, int y) {
        int column = Math.max(0, Math.min(planes.width() - 1, x));
        int row = Math.max(0, Math.min(planes.height() - 1, y));
        double sum = 0;
        for (int channel = 0; channel < planes.channels(); channel++) {
            sum += image.tensor().at(planes.index(channel, row * planes.width() + column));
        }
        return sum;
    }
}
