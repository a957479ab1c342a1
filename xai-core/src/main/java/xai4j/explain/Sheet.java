package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import xai4j.render.ColorMap;
import xai4j.render.Lettering;

/** One or several pictures with title, colour bar and verdict below: what a person gets to see. */
final class Sheet {
    private static final int SMALLEST = 320;
    private static final int MARGIN = 6;
    private static final int INK = 0x202020;
    private static final int WARNING = 0xB00020;
    private static final int PAPER = 0xFFFFFF;
    private static final int READABLE_WIDTH = 900;

    private final Lettering lettering = new Lettering();
    private final Provenance provenance;
    private final Diagnostics diagnostics;

    Sheet(Provenance provenance, Diagnostics diagnostics) {
        this.provenance = provenance;
        this.diagnostics = diagnostics;
    }

    /** A picture of one target with the meaning of its colours. */
    record Panel(
            BufferedImage picture,
            ExplainedTarget target,
            @Nullable Scale scale) {}

    /** A colour bar: from the colour of {@code low} to that of {@code high}. */
    record Scale(ColorMap colors, double low, double high, boolean signed, String note) {}

    /** By how much a small picture is enlarged so that a person can see it. */
    static int factor(BufferedImage photograph) {
        int longer = Math.max(photograph.getWidth(), photograph.getHeight());
        return longer >= SMALLEST ? 1 : (SMALLEST + longer - 1) / longer;
    }

    BufferedImage of(List<Panel> panels) {
        int width = panels.get(0).picture().getWidth();
        int height = panels.get(0).picture().getHeight();
        int scale = Math.max(1, width / READABLE_WIDTH);
        int line = Lettering.HEIGHT * scale;
        int letters = (width - 2 * MARGIN) / (Lettering.WIDTH * scale);
        List<List<Line>> captions =
                panels.stream().map(panel -> caption(panel, letters)).toList();
        int captionHeight = captions.stream().mapToInt(List::size).max().orElse(0) * line + 2 * MARGIN;
        int full = panels.size() * width + (panels.size() - 1) * MARGIN;
        BufferedImage sheet = new BufferedImage(full, height + captionHeight, BufferedImage.TYPE_INT_RGB);
        fill(sheet, 0, 0, full, height + captionHeight, PAPER);
        for (int i = 0; i < panels.size(); i++) {
            int left = i * (width + MARGIN);
            copy(panels.get(i).picture(), sheet, left);
            int top = height + MARGIN;
            for (Line text : captions.get(i)) {
                draw(sheet, text, panels.get(i), left + MARGIN, top, width - 2 * MARGIN, scale);
                top += line;
            }
        }
        return sheet;
    }

    /** A line of the caption: text, or the colour bar when the text is empty. */
    private record Line(String text, int color) {}

    private List<Line> caption(Panel panel, int letters) {
        List<Line> lines = new ArrayList<>();
        ExplainedTarget target = panel.target();
        String title = String.format(
                Locale.ROOT,
                "%s: %s, %s %.4g",
                provenance.method(),
                target.label(),
                provenance.score().name().toLowerCase(Locale.ROOT),
                target.score());
        Lettering.wrap(title, letters).forEach(text -> lines.add(new Line(text, INK)));
        Scale bar = panel.scale();
        if (bar != null) {
            lines.add(new Line("", INK));
            String numbers = bar.signed()
                    ? String.format(Locale.ROOT, "%.3g … 0 … %.3g", bar.low(), bar.high())
                    : String.format(Locale.ROOT, "%.3g … %.3g", bar.low(), bar.high());
            Lettering.wrap(numbers + bar.note(), letters).forEach(text -> lines.add(new Line(text, INK)));
        }
        for (String verdict : diagnostics.verdicts()) {
            Lettering.wrap(verdict, letters).forEach(text -> lines.add(new Line(text, WARNING)));
        }
        return lines;
    }

    private void draw(BufferedImage sheet, Line line, Panel panel, int left, int top, int width, int scale) {
        Scale bar = panel.scale();
        if (!line.text().isEmpty() || bar == null) {
            lettering.draw(sheet, line.text(), left, top, scale, line.color());
            return;
        }
        for (int x = 0; x < width; x++) {
            double t = (double) x / Math.max(1, width - 1);
            int color =
                    bar.signed() ? bar.colors().signed(2 * t - 1) : bar.colors().sequential(t);
            fill(sheet, left + x, top + 2, 1, Lettering.HEIGHT * scale - 4, color);
        }
    }

    private static void copy(BufferedImage from, BufferedImage to, int left) {
        for (int y = 0; y < from.getHeight(); y++) {
            for (int x = 0; x < from.getWidth(); x++) {
                to.setRGB(left + x, y, from.getRGB(x, y));
            }
        }
    }

    private static void fill(BufferedImage picture, int left, int top, int width, int height, int color) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                picture.setRGB(x, y, color);
            }
        }
    }
}
