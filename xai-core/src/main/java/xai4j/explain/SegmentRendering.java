package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import xai4j.image.PixelMapping;
import xai4j.render.ColorMap;
import xai4j.render.Pixels;
import xai4j.segment.Segmentation;

/**
 * Draws a {@link SegmentAttribution}: regions that speak for the class in orange, against it in blue, the stronger the
 * denser, over the photograph in grey, with the borders of the regions. All targets share the scale of the strongest, unless each is asked for its own.
 */
public final class SegmentRendering implements Rendering {
    private static final int BORDER = 0xFFE000;
    private static final double STRONGEST = 0.7;
    private static final int BORDER_SHARE = Pixels.share(0.45);
    private static final double HIDDEN = 0.8;
    private static final int GREY = 0x808080;
    private static final int OUTSIDE = -1;

    private final SegmentAttribution attribution;
    private final boolean supportingOnly;
    private final boolean ownScale;
    private final List<List<String>> numbers;
    private final ColorMap colors;
    private final int most;

    /** Draws the given attribution. */
    public SegmentRendering(SegmentAttribution attribution) {
        this(attribution, false, false, List.of(), ColorMap.DIVERGING, Integer.MAX_VALUE);
    }

    private SegmentRendering(
            SegmentAttribution attribution,
            boolean supportingOnly,
            boolean ownScale,
            List<List<String>> numbers,
            ColorMap colors,
            int most) {
        this.attribution = attribution;
        this.supportingOnly = supportingOnly;
        this.ownScale = ownScale;
        this.numbers = List.copyOf(numbers);
        this.colors = colors;
        this.most = most;
    }

    /** In other colours, for example {@link ColorMap#RED_GREEN}. */
    public SegmentRendering colors(ColorMap other) {
        return new SegmentRendering(attribution, supportingOnly, ownScale, numbers, other, most);
    }

    /**
     * Only so many regions, those of the largest magnitude; the others count as zero.
     *
     * @throws IllegalArgumentException if there would be none
     */
    public SegmentRendering top(int regions) {
        if (regions < 1) {
            throw new IllegalArgumentException("the top " + regions + " regions are none");
        }
        return new SegmentRendering(attribution, supportingOnly, ownScale, numbers, colors, regions);
    }

    /** Shows the photograph only where regions speak for the class; the rest is greyed out. */
    public SegmentRendering supportingOnly() {
        return new SegmentRendering(attribution, true, ownScale, numbers, colors, most);
    }

    /** Per target lines that stand below its panel, instead of a legend of colours. */
    public SegmentRendering withNumbers(List<List<String>> lines) {
        return new SegmentRendering(attribution, supportingOnly, ownScale, lines, colors, most);
    }

    @Override
    public SegmentRendering ownScale() {
        return new SegmentRendering(attribution, supportingOnly, true, numbers, colors, most);
    }

    @Override
    public Rendering withoutLegend() {
        return photograph -> painted(photograph, regions(photograph, 1, 1), 0, limits()[0]);
    }

    @Override
    public BufferedImage overlay(BufferedImage photograph) {
        BufferedImage ground = Sheet.ground(photograph, attribution.targets().size());
        double scaleX = (double) ground.getWidth() / photograph.getWidth();
        double scaleY = (double) ground.getHeight() / photograph.getHeight();
        int[] regions = regions(ground, scaleX, scaleY);
        double[] limits = limits();
        List<Panel> panels = new ArrayList<>();
        for (int t = 0; t < limits.length; t++) {
            BufferedImage picture = painted(ground, regions, t, limits[t]);
            BoxOutlines.draw(picture, attribution.targets(), t, scaleX, scaleY);
            panels.add(new Panel(
                    picture,
                    attribution.targets().get(t),
                    scale(limits[t]),
                    numbers.isEmpty() ? List.of() : numbers.get(t)));
        }
        return new Sheet(attribution.provenance(), attribution.diagnostics())
                .of(BoxOutlines.overview(ground, attribution.targets(), scaleX, scaleY), panels);
    }

    /** One target over a ground that is {@code scale} times as large as the photograph. */
    BufferedImage panel(BufferedImage ground, double scale, int target, double limit) {
        return painted(ground, regions(ground, scale, scale), target, limit > 0 ? limit : 1);
    }

    /** What the colours mean when the last one stands for a value; nothing where they mean none. */
    @Nullable
    Scale scale(double limit) {
        return supportingOnly || !numbers.isEmpty()
                ? null
                : new Scale(
                        colors,
                        limit,
                        true,
                        (most < attribution.segmentation().count() ? "the top " + most + " of " : "for ")
                                + attribution.segmentation().count() + " regions");
    }

    /** Per target the magnitude of the last colour, positive. */
    public double[] limits() {
        double[] own = IntStream.range(0, attribution.targets().size())
                .mapToDouble(target -> largest(attribution.values().row(target).toArray()))
                .toArray();
        return Scale.limits(own, ownScale);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** The values of a target, those that are not among the top ones set to zero. */
    private float[] shown(int target) {
        float[] values = attribution.values().row(target).toArray();
        IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(region -> -Math.abs(values[region])))
                .skip(most)
                .toList()
                .forEach(region -> values[region] = 0);
        return values;
    }

    private BufferedImage painted(BufferedImage ground, int[] regions, int target, double limit) {
        float[] values = shown(target);
        int[] colors = new int[values.length];
        int[] shares = new int[values.length];
        for (int region = 0; region < values.length; region++) {
            double strength = values[region] / limit;
            colors[region] = supportingOnly ? GREY : this.colors.signed(strength);
            double share = supportingOnly ? strength > 0 ? 0 : HIDDEN : STRONGEST * Math.abs(strength);
            shares[region] = Pixels.share(share);
        }
        int width = ground.getWidth();
        int[] pixels = Pixels.rgb(ground);
        if (!supportingOnly && this.colors == ColorMap.DIVERGING) {
            // orange over a blue crest would be neither
            Arrays.setAll(pixels, i -> Pixels.grey(pixels[i]));
        }
        for (int i = 0; i < pixels.length; i++) {
            boolean border =
                    i % width > 0 && regions[i] != regions[i - 1] || i >= width && regions[i] != regions[i - width];
            int tinted = regions[i] == OUTSIDE
                    ? outside(pixels[i])
                    : Pixels.mixed(pixels[i], colors[regions[i]], shares[regions[i]]);
            pixels[i] = border && !supportingOnly ? Pixels.mixed(tinted, BORDER, BORDER_SHARE) : tinted;
        }
        return Pixels.picture(pixels, width, ground.getHeight());
    }

    private int outside(int old) {
        return supportingOnly ? Pixels.mix(old, GREY, HIDDEN) : old;
    }

    /** Per pixel of a picture its region, or −1 outside what the model saw. */
    private int[] regions(BufferedImage ground, double scaleX, double scaleY) {
        Segmentation regions = attribution.segmentation();
        PixelMapping mapping = attribution.mapping();
        int[] columns = IntStream.range(0, ground.getWidth())
                .map(x -> inside(mapping.inputX((x + 0.5) / scaleX), regions.width()))
                .toArray();
        int[] result = new int[ground.getWidth() * ground.getHeight()];
        for (int y = 0; y < ground.getHeight(); y++) {
            int row = inside(mapping.inputY((y + 0.5) / scaleY), regions.height());
            for (int x = 0; x < columns.length; x++) {
                result[y * columns.length + x] =
                        row == OUTSIDE || columns[x] == OUTSIDE ? OUTSIDE : regions.at(columns[x], row);
            }
        }
        return result;
    }

    private static int inside(double at, int size) {
        int cell = (int) Math.floor(at);
        return cell < 0 || cell >= size ? OUTSIDE : cell;
    }
}
