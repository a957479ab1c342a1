package xai4j.examples.birds;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.render.Page;

/** One picture for a person: some birds of every species, and which of their pixels belong to which part. */
final class ContactSheet {
    private static final int TILE = 128;
    private static final int BIRDS = 5;
    private static final int SWATCH = 80;

    private ContactSheet() {}

    static BufferedImage draw(String title, BirdWorld world) {
        Page page = Page.titled(title);
        for (int label = 0; label < Species.ALL.size(); label++) {
            page = page.row(birds(world, label));
        }
        return page.text("Parts:").row(swatches()).draw();
    }

    private static List<Page.Cell> birds(BirdWorld world, int label) {
        int[] numbers = IntStream.range(0, world.size())
                .filter(i -> world.label(i) == label)
                .limit(BIRDS)
                .toArray();
        List<Page.Cell> cells = new ArrayList<>();
        for (int i : numbers) {
            cells.add(new Page.Cell(
                    Images.resized(world.image(i), TILE, TILE, Interpolation.BILINEAR),
                    i == numbers[0] ? world.labels().get(label) : ""));
        }
        BufferedImage mask = world.picture(numbers[0]).mask().picture();
        cells.add(new Page.Cell(Images.resized(mask, TILE, TILE, Interpolation.NEAREST), ""));
        return cells;
    }

    private static List<Page.Cell> swatches() {
        List<Page.Cell> cells = new ArrayList<>();
        for (Part part : Part.values()) {
            BufferedImage swatch = new BufferedImage(SWATCH, SWATCH / 4, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < swatch.getWidth() * swatch.getHeight(); i++) {
                swatch.setRGB(i % SWATCH, i / SWATCH, part.color());
            }
            cells.add(new Page.Cell(swatch, part.word()));
        }
        return cells;
    }
}
