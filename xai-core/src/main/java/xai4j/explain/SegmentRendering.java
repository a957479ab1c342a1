package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import xai4j.render.ColorMap;
import xai4j.render.Pixels;
import xai4j.segment.Segmentation;

/**
 * Draws a {@link SegmentAttribution}: regions that speak for the class in orange, against it in blue, the stronger the
 * denser, with the borders of the regions.
 */
public final class SegmentRendering implements Rendering {
    private static final int BORDER = 0xFFE000;
    private static final double STRONGEST = 0.7;
    private static final double BORDER_SHARE = 0.45;
    private static final double HIDDEN = 0.8;

    private final SegmentAttribution attribution;
    private final boolean supportingOnly;

    /** Draws the given attribution. */
    public SegmentRendering(SegmentAttribution attribution) {
        this(attribution, false);
    }

    private SegmentRendering(SegmentAttribution attribution, boolean supportingOnly) {
        this.attribution = attribution;
        this.supportingOnly = supportingOnly;
    }

    /** Shows the photograph only where regions speak for the class; the rest is greyed out. */
    public SegmentRendering supportingOnly() {
        return new SegmentRendering(attribution, true);
    }

    @Override
    public BufferedImage overlay(BufferedImage photograph) {
        int factor = Sheet.factor(photograph);
        BufferedImage ground = Pixels.enlarged(photograph, factor);
        List<Sheet.Panel> panels = new ArrayList<>();
        for (int i = 0; i < attribution.targets().size(); i++) {
            panels.add(panel(ground, factor, i));
        }
        return new Sheet(attribution.provenance(), attribution.diagnostics()).of(panels);
    }

    private Sheet.Panel panel(BufferedImage ground, int factor, int target) {
        float[] values = attribution.values().row(target).toArray();
        double limit = 0;
        for (float value : values) {
            limit = Math.max(limit, Math.abs(value));
        }
        limit = limit > 0 ? limit : 1;
        Segmentation regions = attribution.segmentation();
        BufferedImage picture = new BufferedImage(ground.getWidth(), ground.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] above = new int[picture.getWidth()];
        for (int y = 0; y < picture.getHeight(); y++) {
            int before = -1;
            for (int x = 0; x < picture.getWidth(); x++) {
                int region = region(regions, (x + 0.5) / factor, (y + 0.5) / factor);
                boolean border = x > 0 && region != before || y > 0 && region != above[x];
                int old = ground.getRGB(x, y) & 0xFFFFFF;
                picture.setRGB(x, y, paint(old, region < 0 ? 0 : values[region] / limit, border));
                before = region;
                above[x] = region;
            }
        }
        return new Sheet.Panel(
                picture,
                attribution.targets().get(target),
                new Sheet.Scale(ColorMap.DIVERGING, -limit, limit, true, " for " + regions.count() + " regions"));
    }

    private int paint(int old, double strength, boolean border) {
        if (supportingOnly) {
            return strength > 0 ? old : Pixels.mix(old, 0x808080, HIDDEN);
        }
        int tinted = Pixels.mix(old, ColorMap.DIVERGING.signed(strength), STRONGEST * Math.abs(strength));
        return border ? Pixels.mix(tinted, BORDER, BORDER_SHARE) : tinted;
    }

    /** The region at a point of the photograph, or −1 outside what the model saw. */
    private int region(Segmentation regions, double photoX, double photoY) {
        int x = (int) Math.floor(attribution.mapping().inputX(photoX));
        int y = (int) Math.floor(attribution.mapping().inputY(photoY));
        return x < 0 || y < 0 || x >= regions.width() || y >= regions.height() ? -1 : regions.at(x, y);
    }
}
