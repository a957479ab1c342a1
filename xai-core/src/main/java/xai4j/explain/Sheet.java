package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.render.Pixels;
import xai4j.render.TextDrawing;

/**
 * The photograph and a panel per target, in rows, with titles, one legend and verdicts: what a person gets to see. A verdict that names a
 * target stands under its panel, the others at the end.
 */
final class Sheet {
    private static final int SMALLEST = 320;
    private static final int LARGEST = 640;
    private static final int LARGEST_OF_MANY = 400;
    private static final int FEW = 2;
    private static final int WIDEST = 1700;
    private static final int GAP = 10;
    private static final int INK = 0x202020;
    private static final int PALE = 0x707070;
    private static final int WARNING = 0xB00020;
    private static final int PAPER = 0xFFFFFF;

    private final TextDrawing font = TextDrawing.SMALL;
    private final Provenance provenance;
    private final Diagnostics diagnostics;

    Sheet(Provenance provenance, Diagnostics diagnostics) {
        this.provenance = provenance;
        this.diagnostics = diagnostics;
    }

    /** A picture with lines of text below it. */
    private record Cell(BufferedImage picture, List<Line> lines) {}

    private record Line(String text, int color) {}

    /** By how much a small photograph is enlarged, pixel by pixel, so that a person can see it. */
    private static int factor(BufferedImage photograph) {
        int longer = Math.max(photograph.getWidth(), photograph.getHeight());
        return longer >= SMALLEST ? 1 : (SMALLEST + longer - 1) / longer;
    }

    /** By how much a large photograph is reduced, so that several fit a sheet; 1 for others. */
    private static double reduction(BufferedImage photograph, int panels) {
        int longer = Math.max(photograph.getWidth(), photograph.getHeight());
        return Math.min(1, (double) (panels > FEW ? LARGEST_OF_MANY : LARGEST) / longer);
    }

    /** The photograph at the size that it has on a sheet: enlarged or reduced. */
    static BufferedImage ground(BufferedImage photograph, int panels) {
        double reduction = reduction(photograph, panels);
        return reduction == 1
                ? Pixels.enlarged(photograph, factor(photograph))
                : Images.resized(
                        photograph,
                        (int) Math.max(1, Math.rint(photograph.getWidth() * reduction)),
                        (int) Math.max(1, Math.rint(photograph.getHeight() * reduction)),
                        Interpolation.BILINEAR);
    }

    /**
     * Puts a sheet together.
     *
     * @param ground the photograph at the panels' size
     * @param panels at least one; where all have the same scale, its legend stands once
     */
    BufferedImage of(BufferedImage ground, List<Panel> panels) {
        boolean shared = panels.stream()
                .allMatch(panel -> Objects.equals(panel.scale(), panels.get(0).scale()));
        List<Cell> cells = new ArrayList<>();
        int width = ground.getWidth();
        cells.add(new Cell(ground, wrapped("what was explained", PALE, width)));
        for (Panel panel : panels) {
            cells.add(new Cell(picture(panel, shared), lines(panel, panels, width)));
        }
        int rows = ceil(cells.size(), Math.max(1, (WIDEST + GAP) / (width + GAP)));
        int columns = ceil(cells.size(), rows);
        List<BufferedImage> blocks = new ArrayList<>();
        for (int from = 0; from < cells.size(); from += columns) {
            blocks.add(row(cells.subList(from, Math.min(cells.size(), from + columns)), width));
        }
        int full = columns * (width + GAP) - GAP;
        Scale common = panels.get(0).scale();
        if (shared && common != null) {
            blocks.add(common.legend(Math.min(full, Math.max(width, SMALLEST))));
        }
        blocks.add(text(general(panels, full), full));
        return Pixels.framed(Pixels.stacked(blocks, GAP / 2), GAP, PAPER);
    }

    private static int ceil(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private BufferedImage picture(Panel panel, boolean shared) {
        Scale own = panel.scale();
        return shared || own == null
                ? panel.picture()
                : Pixels.stacked(
                        List.of(panel.picture(), own.legend(panel.picture().getWidth())), 2);
    }

    private List<Line> lines(Panel panel, List<Panel> panels, int width) {
        ExplainedTarget target = panel.target();
        List<Line> lines = wrapped(
                String.format(
                        Locale.ROOT,
                        "%s,%s %.4g",
                        target.label(),
                        target.index() == ExplainedTarget.NO_CLASS
                                ? ""
                                : " " + provenance.score().name().toLowerCase(Locale.ROOT),
                        target.score()),
                INK,
                width);
        panel.numbers().forEach(number -> lines.addAll(wrapped(number, INK, width)));
        diagnostics.verdicts().stream()
                .filter(verdict -> panels.size() > 1 && isOf(verdict, target.label(), panels))
                .forEach(verdict -> lines.addAll(wrapped(verdict, WARNING, width)));
        return lines;
    }

    /** Whether a verdict is about this target: it names it first, and no target whose longer name begins there. */
    private static boolean isOf(String verdict, String label, List<Panel> panels) {
        return panels.stream()
                .map(panel -> panel.target().label())
                .filter(verdict::contains)
                .min(Comparator.comparingInt((String named) -> verdict.indexOf(named))
                        .thenComparingInt(named -> -named.length()))
                .filter(label::equals)
                .isPresent();
    }

    private List<Line> general(List<Panel> panels, int width) {
        List<Line> lines =
                wrapped(String.format(Locale.ROOT, "%s of %s", provenance.method(), provenance.model()), PALE, width);
        for (String verdict : diagnostics.verdicts()) {
            boolean below = panels.size() > 1
                    && panels.stream()
                            .anyMatch(panel -> isOf(verdict, panel.target().label(), panels));
            if (!below) {
                lines.addAll(wrapped(verdict, WARNING, width));
            }
        }
        return lines;
    }

    private List<Line> wrapped(String text, int color, int width) {
        List<Line> lines = new ArrayList<>();
        font.wrap(text, width).forEach(line -> lines.add(new Line(line, color)));
        return lines;
    }

    private BufferedImage row(List<Cell> cells, int width) {
        int pictures = cells.stream()
                .mapToInt(cell -> cell.picture().getHeight())
                .max()
                .orElse(1);
        int lines = cells.stream().mapToInt(cell -> cell.lines().size()).max().orElse(0);
        BufferedImage row =
                Pixels.paper(cells.size() * (width + GAP) - GAP, pictures + 2 + lines * font.lineHeight(), PAPER);
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            int left = i * (width + GAP);
            Pixels.copy(cell.picture(), row, left, 0);
            write(row, cell.lines(), left, pictures + 2);
        }
        return row;
    }

    private BufferedImage text(List<Line> lines, int width) {
        BufferedImage block = Pixels.paper(width, Math.max(1, lines.size() * font.lineHeight()), PAPER);
        write(block, lines, 0, 0);
        return block;
    }

    private void write(BufferedImage picture, List<Line> lines, int left, int top) {
        for (int i = 0; i < lines.size(); i++) {
            font.draw(
                    picture,
                    lines.get(i).text(),
                    left,
                    top + i * font.lineHeight(),
                    lines.get(i).color());
        }
    }
}
