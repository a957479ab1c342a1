package xai4j.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableDrawingTest {
    /** Columns that hold ink, from the first to the last. */
    private static List<Integer> inked(BufferedImage picture, int fromRow, int toRow) {
        return IntStream.range(0, picture.getWidth())
                .filter(x -> IntStream.range(fromRow, toRow).anyMatch(y -> (picture.getRGB(x, y) & 0xFF) < 0x80))
                .boxed()
                .toList();
    }

    @Test
    void wordsBeginAtTheLeftAndNumbersEndAtTheRight() {
        TableDrawing table =
                new TableDrawing(List.of("class", "pictures"), List.of(List.of("a", "1"), List.of("long name", "1")));
        BufferedImage picture = table.draw();
        int step = TextDrawing.SMALL.lineHeight() + 4;

        List<Integer> first = inked(picture, step + 2, 2 * step);
        List<Integer> second = inked(picture, 2 * step + 2, 3 * step);

        assertThat(picture.getWidth()).isEqualTo(table.width());
        assertThat(first.get(0)).isLessThan(4);
        assertThat(second.get(0)).isLessThan(4);
        assertThat(first.get(first.size() - 1))
                .isEqualTo(second.get(second.size() - 1))
                .isGreaterThan(table.width() - 5);
    }

    @Test
    void aPageIsAsWideAsItsTableAndUnevenRowsAreRefused() {
        List<String> head = IntStream.range(0, 30).mapToObj(i -> "column " + i).toList();
        assertThat(Page.titled("t").table(head, List.of(head)).draw().getWidth())
                .isGreaterThan(new TableDrawing(head, List.of()).width());
        assertThatThrownBy(() -> Page.titled("t").table(head, List.of(List.of("1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a row of 1 cells in a table of 30 columns");
    }
}
