package xai4j.render;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A page of text and of rows of captioned pictures: what reports are drawn as. Immutable. */
public final class Page {
    private static final int MARGIN = 12;
    private static final int GAP = 8;
    private static final int INK = 0x202020;
    private static final int PAPER = 0xFFFFFF;

    private final List<Block> blocks;

    private Page(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** A page that begins with a heading. */
    public static Page titled(String heading) {
        return new Page(List.of(new Text(heading, 2)));
    }

    /**
     * A picture with a line of text below it; the text is wrapped to the picture's width.
     *
     * @param picture anything larger than nothing
     * @param caption may be empty
     */
    public record Cell(BufferedImage picture, String caption) {}

    /** This page with a smaller heading below. */
    public Page heading(String text) {
        return with(new Text(text, 2));
    }

    /** This page with a paragraph below. */
    public Page text(String text) {
        return with(new Text(text, 1));
    }

    /** This page with pictures side by side below. */
    public Page row(List<Cell> cells) {
        return with(new Row(List.copyOf(cells)));
    }

    private Page with(Block block) {
        return new Page(Stream.concat(blocks.stream(), Stream.of(block)).toList());
    }

    /** Draws the page; it is as wide as its widest row. */
    public BufferedImage draw() {
        Lettering lettering = new Lettering();
        int widest = blocks.stream().mapToInt(Block::width).max().orElse(0);
        List<BufferedImage> drawn = new ArrayList<>();
        int height = 2 * MARGIN;
        for (Block block : blocks) {
            BufferedImage picture = block.draw(lettering, Math.max(widest, Lettering.WIDTH * 40));
            drawn.add(picture);
            height += picture.getHeight() + GAP;
        }
        int width = drawn.stream().mapToInt(BufferedImage::getWidth).max().orElse(0) + 2 * MARGIN;
        BufferedImage page = paper(width, height);
        int top = MARGIN;
        for (BufferedImage picture : drawn) {
            paste(picture, page, MARGIN, top);
            top += picture.getHeight() + GAP;
        }
        return page;
    }

    /** One thing on the page. */
    private sealed interface Block {
        /** The width it wants; zero if it takes any. */
        int width();

        BufferedImage draw(Lettering lettering, int width);
    }

    private record Text(String text, int scale) implements Block {
        @Override
        public int width() {
            return 0;
        }

        @Override
        public BufferedImage draw(Lettering lettering, int width) {
            return lines(lettering, text, width, scale);
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
        public BufferedImage draw(Lettering lettering, int width) {
            List<BufferedImage> captions = cells.stream()
                    .map(cell -> lines(lettering, cell.caption(), cell.picture().getWidth(), 1))
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
                paste(cells.get(i).picture(), row, left, 0);
                paste(captions.get(i), row, left, pictures + 2);
                left += cells.get(i).picture().getWidth() + GAP;
            }
            return row;
        }
    }

    private static BufferedImage lines(Lettering lettering, String text, int width, int scale) {
        if (text.isBlank()) {
            return paper(width, 1);
        }
        List<String> lines = Lettering.wrap(text, width / (Lettering.WIDTH * scale));
        BufferedImage picture = paper(width, lines.size() * Lettering.HEIGHT * scale);
        for (int i = 0; i < lines.size(); i++) {
            lettering.draw(picture, lines.get(i), 0, i * Lettering.HEIGHT * scale, scale, INK);
        }
        return picture;
    }

    private static BufferedImage paper(int width, int height) {
        return Pixels.paper(width, height, PAPER);
    }

    private static void paste(BufferedImage from, BufferedImage to, int left, int top) {
        int width = from.getWidth();
        int height = from.getHeight();
        to.setRGB(left, top, width, height, from.getRGB(0, 0, width, height, null, 0, width), 0, width);
    }
}
