package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.image.PixelMapping;
import xai4j.render.ColorMap;
import xai4j.render.Enlargement;
import xai4j.render.Pixels;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Draws a {@link SaliencyMap}: each value as a colour over the photograph, the stronger the less the photograph shines
 * through. Zero stays zero: a value of zero leaves the (paled) photograph as it is.
 *
 * <p>Maps of a layer show their positive part unless {@link #signed} is asked for. Input attributions are summed over the
 * channels, sign kept, and shown in a diverging map whose end is the 99.5th percentile of the magnitudes.
 */
public final class HeatMapRendering implements Rendering {
    private static final double PERCENTILE = 0.995;
    private static final double STRONGEST = 0.75;
    private static final double OUTSIDE = 0.6;

    private final SaliencyMap map;
    private final ColorMap colors;
    private final boolean signed;
    private final boolean smooth;

    /** Draws the given map with the defaults for its kind. */
    public HeatMapRendering(SaliencyMap map) {
        this(map, isInput(map) ? ColorMap.DIVERGING : ColorMap.TURBO, isInput(map), true);
    }

    private HeatMapRendering(SaliencyMap map, ColorMap colors, boolean signed, boolean smooth) {
        this.map = map;
        this.colors = colors;
        this.signed = signed;
        this.smooth = smooth;
    }

    /** The same in other colours. */
    public HeatMapRendering colors(ColorMap other) {
        return new HeatMapRendering(map, other, signed, smooth);
    }

    /** Positive and negative values, symmetric about zero, in the diverging map. */
    public HeatMapRendering signed() {
        return new HeatMapRendering(map, ColorMap.DIVERGING, true, smooth);
    }

    /** Cell by cell, without interpolation. */
    public HeatMapRendering cellExact() {
        return new HeatMapRendering(map, colors, signed, false);
    }

    @Override
    public BufferedImage overlay(BufferedImage photograph) {
        int factor = Sheet.factor(photograph);
        BufferedImage ground = Pixels.enlarged(photograph, factor);
        List<Sheet.Panel> panels = new ArrayList<>();
        for (int i = 0; i < map.targets().size(); i++) {
            panels.add(panel(ground, factor, i));
        }
        return new Sheet(map.provenance(), map.diagnostics()).of(panels);
    }

    private Sheet.Panel panel(BufferedImage ground, int factor, int target) {
        Tensor plane = plane(map.values().row(target));
        float[] values = plane.toArray();
        double limit = limit(values);
        Enlargement surface =
                new Enlargement(values, plane.shape().dim(0), plane.shape().dim(1), smooth);
        BufferedImage picture = new BufferedImage(ground.getWidth(), ground.getHeight(), BufferedImage.TYPE_INT_RGB);
        PixelMapping mapping = map.mapping();
        for (int y = 0; y < picture.getHeight(); y++) {
            double acrossY = mapping.inputY((y + 0.5) / factor) / map.inputHeight();
            for (int x = 0; x < picture.getWidth(); x++) {
                double acrossX = mapping.inputX((x + 0.5) / factor) / map.inputWidth();
                boolean seen = acrossX >= 0 && acrossX <= 1 && acrossY >= 0 && acrossY <= 1;
                int old = ground.getRGB(x, y) & 0xFFFFFF;
                picture.setRGB(
                        x, y, seen ? lit(old, surface.at(acrossX, acrossY) / limit) : Pixels.mix(old, 0, OUTSIDE));
            }
        }
        String note = isInput(map) ? " (summed over channels)" : "";
        return new Sheet.Panel(
                picture, map.targets().get(target), new Sheet.Scale(colors, signed ? -limit : 0, limit, signed, note));
    }

    private int lit(int old, double strength) {
        double bounded = Math.max(signed ? -1 : 0, Math.min(1, strength));
        int pale = Pixels.mix(Pixels.grey(old), signed ? 0xFFFFFF : 0, 0.35);
        int color = signed ? colors.signed(bounded) : colors.sequential(bounded);
        double share = signed ? STRONGEST * Math.min(1, 1.5 * Math.abs(bounded)) : 0.15 + (STRONGEST - 0.25) * bounded;
        return Pixels.mix(signed ? pale : old, color, Math.min(STRONGEST, share + (signed ? 0 : 0.15)));
    }

    private double limit(float[] values) {
        double[] magnitudes = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            magnitudes[i] = signed ? Math.abs(values[i]) : Math.max(0, values[i]);
        }
        Arrays.sort(magnitudes);
        int last = magnitudes.length - 1;
        double end = isInput(map) ? magnitudes[(int) (last * PERCENTILE)] : magnitudes[last];
        return end > 0 ? end : magnitudes[last] > 0 ? magnitudes[last] : 1;
    }

    /** A plane {@code [h, w]}: the map itself, or the sum over the channels of an input attribution. */
    private static Tensor plane(Tensor values) {
        Shape shape = values.shape();
        if (shape.rank() == 2) {
            return values;
        }
        Tensor plane = Tensor.zeros(shape.dropFirst());
        for (int i = 0; i < plane.size(); i++) {
            double sum = 0;
            for (int c = 0; c < shape.dim(0); c++) {
                sum += values.at(c * plane.size() + i);
            }
            plane.set(i, (float) sum);
        }
        return plane;
    }

    private static boolean isInput(SaliencyMap map) {
        return map.values().shape().rank() == 4;
    }
}
