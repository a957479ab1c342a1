package xai4j.render;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A page of text and of rows of captioned pictures: what reports are drawn as. Immutable. */
public final class Page {
    private static final int MARGIN = 12;
    private static final int GAP = 8;
    private static final int NARROWEST = 320;
    private static final int INK = 0x202020;
    private static final int PAPER = 0xFFFFFF;

    private final List<Block> blocks;

    private Page(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** A page that begins with a heading. */
    public static Page titled(String heading) {
        return new Page(List.of(new Text(heading, TextDrawing.LARGE)));
    }

    /**
     * A picture with text below it; lines end where the text has a line end, and are wrapped to the picture's width.
     *
     * @param picture anything larger than nothing
     * @param caption may be empty
     */
    public record Cell(BufferedImage picture, String caption) {}

    /** This page with a smaller heading below. */
    public Page heading(String text) {
        return with(new Text(text, TextDrawing.LARGE));
    }

    /** This page with a paragraph below. */
    public Page text(String text) {
        return with(new Text(text, TextDrawing.SMALL));
    }

    /** This page with pictures side by side below. */
    public Page row(List<Cell> cells) {
        return with(new Row(List.copyOf(cells)));
    }

    /**
     * This page with a table below.
     *
     * @param head names of the columns; the first column is of words, the others of numbers
     * @param rows each with as many cells
     * @throws IllegalArgumentException if a row has more or fewer
     */
    public Page table(List<String> head, List<List<String>> rows) {
        return with(new Table(new TableDrawing(head, rows)));
    }

    private Page with(Block block) {
        return new Page(Stream.concat(blocks.stream(), Stream.of(block)).toList());
    }

    /** Draws the page; it is as wide as its widest row. */
    public BufferedImage draw() {
        int widest = blocks.stream().mapToInt(Block::width).max().orElse(0);
        List<BufferedImage> drawn = new ArrayList<>();
        int height = 2 * MARGIN;
        for (Block block : blocks) {
            BufferedImage picture = block.draw(Math.max(widest, NARROWEST));
            drawn.add(picture);
            height += picture.getHeight() + GAP;
        }
        int width = drawn.stream().mapToInt(BufferedImage::getWidth).max().orElse(0) + 2 * MARGIN;
        BufferedImage page = paper(width, height);
        int top = MARGIN;
        for (BufferedImage picture : drawn) {
            Pixels.copy(picture, page, MARGIN, top);
            top += picture.getHeight() + GAP;
        }
        return page;
    }

    /** One thing on the page. */
    private sealed interface Block {
        /** The width it wants; zero if it takes any. */
        int width();

        BufferedImage draw(int width);
    }

    private record Text(String text, TextDrawing font) implements Block {
        @Override
        public int width() {
            return 0;
        }

        @Override
        public BufferedImage draw(int width) {
            return lines(font, text, width);
        }
    }

    private record Table(TableDrawing table) implements Block {
        @Override
        public int width() {
            return table.width();
        }

        @Override
        public BufferedImage draw(int width) {
            return table.draw();
        }
    }

    private record Row(List<Cell> cells) implements Block {
        @Override
        public int width() {
            return cells.stream()
                            .mapToInt(cell -> cell.picture().getWidth() + GAP)
                            .sum()
                    - GAP;
        }

        @Override
        public BufferedImage draw(int width) {
            List<BufferedImage> captions = cells.stream()
                    .map(cell -> lines(
                            TextDrawing.SMALL, cell.caption(), cell.picture().getWidth()))
                    .toList();
            int pictures = cells.stream()
                    .mapToInt(cell -> cell.picture().getHeight())
                    .max()
                    .orElse(0);
            int texts =
                    captions.stream().mapToInt(BufferedImage::getHeight).max().orElse(0);
            BufferedImage row = paper(Math.max(1, width()), Math.max(1, pictures + 2 + texts));
            int left = 0;
            for (int i = 0; i < cells.size(); i++) {
                Pixels.copy(cells.get(i).picture(), row, left, 0);
                Pixels.copy(captions.get(i), row, left, pictures + 2);
                left += cells.get(i).picture().getWidth() + GAP;
            }
            return row;
        }
    }

    private static BufferedImage lines(TextDrawing font, String text, int width) {
        if (text.isBlank()) {
            return paper(width, 1);
        }
        List<String> lines =
                text.lines().flatMap(line -> font.wrap(line, width).stream()).toList();
        BufferedImage picture = paper(width, lines.size() * font.lineHeight());
        font.draw(picture, lines, 0, 0, INK);
        return picture;
    }

    private static BufferedImage paper(int width, int height) {
        return Pixels.paper(width, height, PAPER);
    }
}
