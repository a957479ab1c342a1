package xai4j.nbdt;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import xai4j.explain.Rendering;
import xai4j.io.AtomicFile;
import xai4j.io.ControlCharacters;
import xai4j.render.Pixels;
import xai4j.render.TextDrawing;

/** Draws a {@link DecisionPath}: the photograph, the tree with the path lit, the sentence; as a picture or as SVG. */
public final class TreeRendering implements Rendering {
    private static final int PHOTO = 224;
    private static final int GAP = 12;
    private static final int INK = 0x202020;
    private static final int PALE = 0x808080;
    private static final int LIT = 0xC8500A;
    private static final int DIM = 0xB8B8B8;
    private static final int WARNING = 0xB00020;
    private static final int WIDEST_TEXT = 760;

    private final DecisionPath decisions;
    private final TextDrawing font = TextDrawing.SMALL;

    /** Draws the given decisions. */
    public TreeRendering(DecisionPath decisions) {
        this.decisions = decisions;
    }

    @Override
    public BufferedImage overlay(BufferedImage photograph) {
        List<BufferedImage> sheets = new ArrayList<>();
        for (int t = 0; t < decisions.targets().size(); t++) {
            sheets.add(sheet(photograph, t));
        }
        return Pixels.stacked(sheets, GAP);
    }

    private BufferedImage sheet(BufferedImage photograph, int target) {
        TreeDrawing tree = new TreeDrawing(decisions, target);
        List<String> sentence = font.wrap(decisions.sentence(target), WIDEST_TEXT);
        List<String> verdicts = decisions.diagnostics().verdicts().stream()
                .flatMap(verdict -> font.wrap(verdict, WIDEST_TEXT).stream())
                .toList();
        int widest = Math.max(font.width(sentence), font.width(verdicts));
        int words = (sentence.size() + verdicts.size()) * font.lineHeight();
        int upper = Math.max(PHOTO, tree.height());
        int width = Math.max(PHOTO + 2 * GAP + tree.width(), widest) + 2 * GAP;
        BufferedImage sheet = Pixels.paper(width, upper + words + 3 * GAP, 0xFFFFFF);
        BufferedImage small = fitted(photograph);
        Pixels.copy(small, sheet, GAP, GAP + (upper - small.getHeight()) / 2);
        draw(sheet, tree, PHOTO + 2 * GAP, GAP + (upper - tree.height()) / 2);
        font.draw(sheet, sentence, GAP, upper + 2 * GAP, INK);
        font.draw(sheet, verdicts, GAP, upper + 2 * GAP + sentence.size() * font.lineHeight(), WARNING);
        return sheet;
    }

    private static BufferedImage fitted(BufferedImage photograph) {
        double factor = (double) PHOTO / Math.max(photograph.getWidth(), photograph.getHeight());
        int width = Math.max(1, (int) Math.rint(photograph.getWidth() * factor));
        int height = Math.max(1, (int) Math.rint(photograph.getHeight() * factor));
        return xai4j.image.Images.resized(photograph, width, height, xai4j.image.Interpolation.BILINEAR);
    }

    private void draw(BufferedImage sheet, TreeDrawing tree, int left, int top) {
        Graphics2D canvas = sheet.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (TreeDrawing.Line line : litLast(tree)) {
            canvas.setColor(new Color(line.lit() ? LIT : DIM));
            canvas.setStroke(new BasicStroke(line.lit() ? 3f : 1.5f));
            canvas.drawLine(left + line.fromX(), top + line.fromY(), left + line.toX(), top + line.toY());
        }
        canvas.dispose();
        for (TreeDrawing.Text text : tree.texts()) {
            int color = text.lit() ? LIT : text.text().endsWith("%") ? PALE : INK;
            font.draw(sheet, text.text(), left + text.x(), top + text.y() - font.lineHeight() / 2, color);
        }
    }

    private static List<TreeDrawing.Line> litLast(TreeDrawing tree) {
        return tree.lines().stream()
                .sorted(Comparator.comparing(TreeDrawing.Line::lit))
                .toList();
    }

    /** The tree of one target as an SVG document. */
    public String svg(int target) {
        TreeDrawing tree = new TreeDrawing(decisions, target);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"DejaVu Sans, Verdana, sans-serif\""
                        + " font-size=\"12\">%n<title>%s</title>%n",
                tree.width(),
                tree.height(),
                escaped(decisions.sentence(target))));
        for (TreeDrawing.Line line : litLast(tree)) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#%06X\" stroke-width=\"%s\"/>%n",
                    line.fromX(),
                    line.fromY(),
                    line.toX(),
                    line.toY(),
                    line.lit() ? LIT : DIM,
                    line.lit() ? "3" : "1.5"));
        }
        for (TreeDrawing.Text text : tree.texts()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" fill=\"#%06X\">%s</text>%n",
                    text.x(),
                    text.y() + 4,
                    text.lit() ? LIT : text.text().endsWith("%") ? PALE : INK,
                    escaped(text.text())));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return ControlCharacters.replaced(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    /** Writes the tree of one target as an SVG file, whole or not at all. */
    public void writeSvg(int target, Path file) {
        AtomicFile.write(file, out -> out.write(svg(target).getBytes(StandardCharsets.UTF_8)));
    }
}
