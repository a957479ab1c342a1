package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import xai4j.image.PixelMapping;
import xai4j.image.filter.SeparableFilter;
import xai4j.render.ColorMap;
import xai4j.tensor.Tensor;

/**
 * Draws a {@link SaliencyMap}: each value as a colour over the photograph, the stronger the less the photograph shines
 * through. Zero stays zero: a value of zero leaves the (paled) photograph as it is.
 *
 * <p>Maps of a layer show their positive part unless {@link #signed} is asked for. Input attributions are summed over the
 * channels, sign kept, smoothed over neighbouring pixels so that more than noise is seen (for display alone; {@link #cellExact} leaves it), and shown in a
 * diverging map whose end is the 99.5th percentile of the magnitudes. All targets share the
 * scale of the strongest, unless each is asked for its own.
 */
public final class HeatMapRendering implements Rendering {
    private static final double PERCENTILE = 0.995;
    private static final double SMOOTHING = 2 / 224.0;

    private final SaliencyMap map;
    private final ColorMap colors;
    private final boolean signed;
    private final boolean smooth;
    private final boolean ownScale;
    private final double end;

    /** Draws the given map with the defaults for its kind. */
    public HeatMapRendering(SaliencyMap map) {
        this(map, isInput(map) ? ColorMap.DIVERGING : ColorMap.TURBO, isInput(map), true, false, 0);
    }

    private HeatMapRendering(
            SaliencyMap map, ColorMap colors, boolean signed, boolean smooth, boolean ownScale, double end) {
        this.map = map;
        this.colors = colors;
        this.signed = signed;
        this.smooth = smooth;
        this.ownScale = ownScale;
        this.end = end;
    }

    /** The same in other colours. */
    public HeatMapRendering colors(ColorMap other) {
        return new HeatMapRendering(map, other, signed, smooth, ownScale, end);
    }

    /** Positive and negative values, symmetric about zero, in the diverging map. */
    public HeatMapRendering signed() {
        return new HeatMapRendering(map, ColorMap.DIVERGING, true, smooth, ownScale, end);
    }

    /** Cell by cell, without interpolation. */
    public HeatMapRendering cellExact() {
        return new HeatMapRendering(map, colors, signed, false, ownScale, end);
    }

    @Override
    public HeatMapRendering ownScale() {
        return new HeatMapRendering(map, colors, signed, smooth, true, end);
    }

    /**
     * The last colour at a value that is given, so that several drawings share one scale.
     *
     * @param value positive
     * @throws IllegalArgumentException if it is not
     */
    public HeatMapRendering upTo(double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the last colour stands for a positive value, not for " + value);
        }
        return new HeatMapRendering(map, colors, signed, smooth, ownScale, value);
    }

    @Override
    public Rendering withoutLegend() {
        return photograph -> painted(photograph, 1, 1, shown(0), limits()[0]);
    }

    @Override
    public BufferedImage overlay(BufferedImage photograph) {
        BufferedImage ground = Sheet.ground(photograph, map.targets().size());
        double scaleX = (double) ground.getWidth() / photograph.getWidth();
        double scaleY = (double) ground.getHeight() / photograph.getHeight();
        double[] limits = limits();
        List<Panel> panels = new ArrayList<>();
        for (int t = 0; t < limits.length; t++) {
            BufferedImage picture = painted(ground, scaleX, scaleY, shown(t), limits[t]);
            BoxOutlines.draw(picture, map.targets(), t, scaleX, scaleY);
            panels.add(new Panel(picture, map.targets().get(t), scale(limits[t])));
        }
        return new Sheet(map.provenance(), map.diagnostics())
                .of(BoxOutlines.overview(ground, map.targets(), scaleX, scaleY), panels);
    }

    private BufferedImage painted(BufferedImage ground, double scaleX, double scaleY, Tensor plane, double limit) {
        PixelMapping mapping = map.mapping();
        double[] acrossX = IntStream.range(0, ground.getWidth())
                .mapToDouble(x -> mapping.inputX((x + 0.5) / scaleX) / map.inputWidth())
                .toArray();
        double[] acrossY = IntStream.range(0, ground.getHeight())
                .mapToDouble(y -> mapping.inputY((y + 0.5) / scaleY) / map.inputHeight())
                .toArray();
        return new HeatOverlay(colors, signed, limit).paint(ground, plane, smooth, acrossX, acrossY);
    }

    /** One target over a ground that is {@code scale} times as large as the photograph. */
    BufferedImage panel(BufferedImage ground, double scale, int target, double limit) {
        return painted(ground, scale, scale, shown(target), limit > 0 ? limit : 1);
    }

    /** What the colours mean when the last one stands for a value. */
    Scale scale(double limit) {
        return new Scale(colors, limit, signed, meaning());
    }

    private String meaning() {
        if (!isInput(map)) {
            return "";
        }
        return "summed over the channels"
                + (smooth
                        ? String.format(
                                Locale.ROOT,
                                " and, for this picture only, smoothed (Gaussian, %.1f pixels of the input); the raw numbers are"
                                        + " untouched",
                                deviation())
                        : "");
    }

    /** The plane of a target as it is drawn. */
    private Tensor shown(int target) {
        Tensor plane = map.plane(target);
        if (!isInput(map) || !smooth) {
            return plane;
        }
        int height = plane.shape().dim(0);
        int width = plane.shape().dim(1);
        double[] values = new double[plane.size()];
        Arrays.setAll(values, plane::at);
        double[] smoothed = SeparableFilter.gaussian(deviation()).apply(values, width, height);
        Tensor result = Tensor.zeros(plane.shape());
        for (int i = 0; i < smoothed.length; i++) {
            result.set(i, (float) smoothed[i]);
        }
        return result;
    }

    /** Of the smoothing, in pixels of the input: two on 224, so that strokes of an object stay strokes. */
    private double deviation() {
        return SMOOTHING * Math.max(map.inputHeight(), map.inputWidth());
    }

    /** What the colours are. */
    public ColorMap colorMap() {
        return colors;
    }

    /** Whether negative values are shown. */
    public boolean isSigned() {
        return signed;
    }

    /** Per target the value of the last colour, positive. */
    public double[] limits() {
        double[] own = IntStream.range(0, map.targets().size())
                .mapToDouble(target -> end > 0 ? end : limit(shown(target).toArray()))
                .toArray();
        return Scale.limits(own, ownScale);
    }

    private double limit(float[] values) {
        double[] magnitudes = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            magnitudes[i] = signed ? Math.abs(values[i]) : Math.max(0, values[i]);
        }
        Arrays.sort(magnitudes);
        int last = magnitudes.length - 1;
        double likely = isInput(map) ? magnitudes[(int) (last * PERCENTILE)] : magnitudes[last];
        return likely > 0 ? likely : magnitudes[last];
    }

    private static boolean isInput(SaliencyMap map) {
        return map.values().shape().rank() == 4;
    }
}
