package xai4j.prototype;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import xai4j.image.Box;
import xai4j.render.Page;
import xai4j.render.Pixels;
import xai4j.render.Thumbnail;

/** Draws what a prototype network has learned: for each class the training patches that are its prototypes. */
public final class PrototypeSheet {
    private static final int CELL = 128;
    private static final int PER_ROW = 10;
    private static final int FRAME = 0xE66101;

    private PrototypeSheet() {}

    /**
     * Draws a page: per prototype its patch, the training picture with the patch's box, its number and its weight for its class.
     *
     * @param metadata the prototypes, with their pictures; those without are left blank
     * @param label names of the classes
     */
    public static BufferedImage draw(PrototypeMetadata metadata, IntFunction<String> label) {
        Page page = Page.titled("Prototypes");
        for (int k = 0; k < metadata.classes(); k++) {
            int index = k;
            List<Integer> own = IntStream.range(0, metadata.count())
                    .filter(p -> metadata.prototypes().get(p).classIndex() == index)
                    .boxed()
                    .toList();
            page = page.text(label.apply(k) + (own.isEmpty() ? ": none" : ""));
            for (int from = 0; from < own.size(); from += PER_ROW) {
                List<Page.Cell> cells = new ArrayList<>();
                for (int p : own.subList(from, Math.min(own.size(), from + PER_ROW))) {
                    cells.add(cell(metadata, p));
                }
                page = page.row(cells);
            }
        }
        return page.draw();
    }

    private static Page.Cell cell(PrototypeMetadata metadata, int prototype) {
        int own = metadata.prototypes().get(prototype).classIndex();
        String caption = String.format(
                Locale.ROOT, "%d: weight %.2f", prototype, metadata.lastLayer().get(own, prototype));
        return new Page.Cell(picture(metadata.patch(prototype)), caption);
    }

    private static BufferedImage picture(PrototypePatch patch) {
        BufferedImage paper = Pixels.paper(CELL, 2 * CELL + 2, 0xFFFFFF);
        Optional<BufferedImage> training = patch.picture();
        if (training.isPresent()) {
            BufferedImage picture = training.get();
            Box box = patch.box().orElse(new Box(0, picture.getHeight(), 0, picture.getWidth()));
            Thumbnail.cropped(picture, box, FRAME, CELL).drawOn(paper, 0, 0);
            Thumbnail.framed(picture, box, FRAME, CELL).drawOn(paper, 0, CELL + 2);
        }
        return paper;
    }
}
