package xai4j.explain;

import java.awt.image.BufferedImage;
import xai4j.image.filter.AxisInterpolation;
import xai4j.render.ColorMap;
import xai4j.render.Pixels;
import xai4j.tensor.Tensor;

/**
 * Lays the colours of a map over a picture. Colours and shares are looked up in steps of a thousandth of the scale, and a row's place in the map is
 * reckoned once, so that twelve megapixels take a fraction of a second.
 */
final class HeatOverlay {
    private static final int STEPS = 1000;
    private static final double STRONGEST = 0.75;
    private static final double OUTSIDE = 0.6;
    private static final double PALER = 0.35;

    private final boolean signed;
    private final double limit;
    private final int[] colors;
    private final int[] shares;

    /**
     * Prepares the colours.
     *
     * @param limit value of the last colour, positive
     */
    HeatOverlay(ColorMap map, boolean signed, double limit) {
        this.signed = signed;
        this.limit = limit;
        colors = new int[STEPS + 1];
        shares = new int[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            double strength = signed ? 2.0 * i / STEPS - 1 : (double) i / STEPS;
            colors[i] = signed ? map.signed(strength) : map.sequential(strength);
            double share =
                    signed ? STRONGEST * Math.min(1, 1.5 * Math.abs(strength)) : 0.3 + (STRONGEST - 0.25) * strength;
            shares[i] = Pixels.share(Math.min(STRONGEST, share));
        }
    }

    /**
     * Paints.
     *
     * @param plane {@code [h, w]}
     * @param smooth bilinear between the cells' centres; otherwise each cell is a block
     * @param acrossX per column of the picture its place on the map, 0…1; outside that the model saw nothing
     * @param acrossY per row likewise
     */
    BufferedImage paint(BufferedImage ground, Tensor plane, boolean smooth, double[] acrossX, double[] acrossY) {
        int width = ground.getWidth();
        int height = ground.getHeight();
        float[] cells = plane.toArray();
        Places columns = Places.of(acrossX, plane.shape().dim(1), smooth);
        Places rows = Places.of(acrossY, plane.shape().dim(0), smooth);
        int across = plane.shape().dim(1);
        double[] line = new double[across];
        int[] pixels = Pixels.rgb(ground);
        for (int y = 0; y < height; y++) {
            for (int c = 0; c < across; c++) {
                float above = cells[rows.axis.first(y) * across + c];
                line[c] = rows.axis.between(y, above, cells[rows.axis.second(y) * across + c]) / limit;
            }
            paintRow(pixels, y * width, line, columns, rows.seen[y]);
        }
        return Pixels.picture(pixels, width, height);
    }

    private void paintRow(int[] pixels, int start, double[] line, Places columns, boolean seen) {
        for (int x = 0; x < columns.seen.length; x++) {
            int old = pixels[start + x];
            if (!seen || !columns.seen[x]) {
                pixels[start + x] = Pixels.mix(old, 0, OUTSIDE);
                continue;
            }
            double strength = columns.axis.between(x, line[columns.axis.first(x)], line[columns.axis.second(x)]);
            double t = signed ? 0.5 + strength / 2 : strength;
            int step = (int) (Math.max(0, Math.min(1, t)) * STEPS + 0.5);
            pixels[start + x] = Pixels.mixed(signed ? pale(old) : old, colors[step], shares[step]);
        }
    }

    /** The grey of a colour, halfway to white. */
    private static int pale(int rgb) {
        int luma = Pixels.grey(rgb) & 0xFF;
        int paled = (int) (luma + (255 - luma) * PALER + 0.5);
        return paled << 16 | paled << 8 | paled;
    }

    /** Between which cells the pixels of an axis lie, and whether the model saw them. */
    private static final class Places {
        private final AxisInterpolation axis;
        private final boolean[] seen;

        private Places(AxisInterpolation axis, boolean[] seen) {
            this.axis = axis;
            this.seen = seen;
        }

        static Places of(double[] across, int cells, boolean smooth) {
            double[] positions = new double[across.length];
            boolean[] seen = new boolean[across.length];
            for (int i = 0; i < across.length; i++) {
                positions[i] = across[i] * cells;
                seen[i] = across[i] >= 0 && across[i] <= 1;
            }
            return new Places(
                    smooth ? AxisInterpolation.at(positions, cells) : AxisInterpolation.nearest(positions, cells),
                    seen);
        }
    }
}
