package xai4j.render;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Counts as lying bars, a row for each name, in the order in which they were added; several series are stacked in a row. */
public final class BarChart {
    private static final int BAR = 360;
    private static final int ROW = 22;
    private static final int GAP = 10;
    private static final int TOP = 30;
    private static final int MARGIN = 4;
    private static final int SWATCH = 16;
    private static final int BETWEEN = 24;
    private static final int WIDEST_NAME = 220;
    private static final int INK = 0x202020;
    private static final int GRID = 0xE4E4E4;
    private static final int[] COLORS = {0x1F77B4, 0xF0A35E, 0x2CA02C, 0x9467BD};

    private final List<String> series;
    private final List<Row> rows = new ArrayList<>();

    private record Row(String name, List<Integer> counts) {
        int sum() {
            return counts.stream().mapToInt(Integer::intValue).sum();
        }
    }

    private BarChart(List<String> series) {
        this.series = List.copyOf(series);
    }

    /**
     * A chart without rows.
     *
     * @param series names of what is counted, one to four; their colours are told above the bars where there are several
     */
    public static BarChart of(String... series) {
        if (series.length < 1 || series.length > COLORS.length) {
            throw new IllegalArgumentException(series.length + " series cannot be told apart; 1 to " + COLORS.length);
        }
        return new BarChart(List.of(series));
    }

    /**
     * Adds a row.
     *
     * @param name beside the bar; cut where it is too long
     * @param counts one per series, not negative
     */
    public BarChart row(String name, int... counts) {
        if (counts.length != series.size()) {
            throw new IllegalArgumentException(counts.length + " counts for " + series.size() + " series");
        }
        List<Integer> all = new ArrayList<>();
        for (int count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException(count + " cannot be counted");
            }
            all.add(count);
        }
        rows.add(new Row(name, List.copyOf(all)));
        return this;
    }

    /** Draws. */
    public BufferedImage draw() {
        TextDrawing font = TextDrawing.SMALL;
        int names =
                Math.min(WIDEST_NAME, font.width(rows.stream().map(Row::name).toList()));
        int left = MARGIN + names + GAP;
        int numbers = font.width(rows.stream().map(row -> told(row.counts())).toList()) + GAP;
        int top = series.size() > 1 ? TOP : MARGIN;
        int width = Math.max(left + BAR + GAP + numbers, left + legendWidth(font));
        BufferedImage picture = Pixels.paper(width, top + ROW * rows.size() + MARGIN, 0xFFFFFF);
        Graphics2D canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        legend(picture, canvas, font, left);
        int most = Math.max(1, rows.stream().mapToInt(Row::sum).max().orElse(1));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int y = top + i * ROW;
            font.draw(picture, font.wrap(row.name(), names).get(0), MARGIN, y + 3, INK);
            canvas.setColor(new Color(GRID));
            canvas.fillRect(left, y + ROW / 2, BAR, 1);
            int end = bar(canvas, row, left, y, most);
            font.draw(picture, told(row.counts()), end + GAP, y + 3, INK);
        }
        canvas.dispose();
        return picture;
    }

    private static int bar(Graphics2D canvas, Row row, int left, int y, int most) {
        int before = 0;
        int x = left;
        for (int s = 0; s < row.counts().size(); s++) {
            before += row.counts().get(s);
            int end = left + (int) Math.round((double) BAR * before / most);
            canvas.setColor(new Color(COLORS[s]));
            canvas.fillRect(x, y + 4, end - x, ROW - 8);
            x = end;
        }
        return x;
    }

    private static String told(List<Integer> counts) {
        return counts.stream()
                .map(String::valueOf)
                .reduce((a, b) -> a + " + " + b)
                .orElse("");
    }

    private int legendWidth(TextDrawing font) {
        return series.size() < 2
                ? 0
                : series.stream()
                        .mapToInt(name -> SWATCH + font.width(name) + BETWEEN)
                        .sum();
    }

    /** Names the colours, where there is more than one. */
    private void legend(BufferedImage picture, Graphics2D canvas, TextDrawing font, int left) {
        int x = left;
        for (int s = 0; s < series.size() && series.size() > 1; s++) {
            canvas.setColor(new Color(COLORS[s]));
            canvas.fillRect(x, 8, 10, 10);
            font.draw(picture, series.get(s), x + SWATCH, 5, INK);
            x += SWATCH + font.width(series.get(s)) + BETWEEN;
        }
    }
}
