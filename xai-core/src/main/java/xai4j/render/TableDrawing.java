package xai4j.render;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/** A table: a line of heads, a stroke below it, and rows; the first column begins at the left, numbers in the others end at the right. */
final class TableDrawing {
    private static final int PADDING = 24;
    private static final int LEADING = 4;
    private static final int INK = 0x202020;
    private static final int STROKE = 0xB0B0B0;
    private static final TextDrawing FONT = TextDrawing.SMALL;

    private final List<String> head;
    private final List<List<String>> rows;
    private final int[] widths;

    /**
     * Lays out.
     *
     * @throws IllegalArgumentException if a row has more or fewer cells than the head
     */
    TableDrawing(List<String> head, List<List<String>> rows) {
        for (List<String> row : rows) {
            if (row.size() != head.size()) {
                throw new IllegalArgumentException(
                        "a row of " + row.size() + " cells in a table of " + head.size() + " columns");
            }
        }
        this.head = List.copyOf(head);
        this.rows = List.copyOf(rows);
        this.widths = IntStream.range(0, head.size())
                .map(column -> Math.max(
                        FONT.width(head.get(column)),
                        rows.stream()
                                .mapToInt(row -> FONT.width(row.get(column)))
                                .max()
                                .orElse(0)))
                .toArray();
    }

    int width() {
        return IntStream.of(widths).sum() + PADDING * (widths.length - 1);
    }

    BufferedImage draw() {
        int step = FONT.lineHeight() + LEADING;
        BufferedImage picture = Pixels.paper(Math.max(1, width()), (rows.size() + 1) * step + LEADING, 0xFFFFFF);
        line(picture, head, 0);
        for (int x = 0; x < picture.getWidth(); x++) {
            picture.setRGB(x, step - 1, STROKE);
        }
        for (int i = 0; i < rows.size(); i++) {
            line(picture, rows.get(i), (i + 1) * step + LEADING / 2);
        }
        return picture;
    }

    private void line(BufferedImage picture, List<String> cells, int top) {
        int left = 0;
        for (int column = 0; column < widths.length; column++) {
            String text = cells.get(column);
            int at = column == 0 ? left : left + widths[column] - FONT.width(text);
            FONT.draw(picture, text, at, top, INK);
            left += widths[column] + PADDING;
        }
    }
}
