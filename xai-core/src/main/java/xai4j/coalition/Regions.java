package xai4j.coalition;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Objects;
import xai4j.io.Npy;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;

/** Regions by the text form of the {@code segmenter} option. */
final class Regions {
    private static final String FILE = "file:";
    private static final String GRID = "grid:";

    private Regions() {}

    static Segmenter byDefault() {
        return parse("grid:7x7");
    }

    static Segmenter parse(String text) {
        if (text.startsWith(FILE)) {
            return fixed(text, read(Path.of(text.substring(FILE.length()))));
        }
        String[] sides = text.substring(GRID.length()).split("x", -1);
        int rows = Integer.parseInt(sides[0]);
        int columns = Integer.parseInt(sides[1]);
        return new Named(text, image -> {
            int[] ids = new int[image.getWidth() * image.getHeight()];
            for (int i = 0; i < ids.length; i++) {
                int x = i % image.getWidth();
                int y = i / image.getWidth();
                ids[i] = y * rows / image.getHeight() * columns + x * columns / image.getWidth();
            }
            return Segmentation.of(image.getWidth(), image.getHeight(), ids);
        });
    }

    /** Always the same regions. */
    static Segmenter fixed(String name, Segmentation regions) {
        return new Named(name, image -> regions);
    }

    private static Segmentation read(Path path) {
        Npy.Integers map = Npy.readInt(path);
        if (map.shape().rank() != 2) {
            throw new IllegalArgumentException(path + " has shape " + map.shape() + "; a map [H, W] is expected");
        }
        return Segmentation.of(map.shape().dim(1), map.shape().dim(0), map.values());
    }

    /** A segmenter that knows its text form. */
    private record Named(String name, Segmenter segmenter) implements Segmenter {
        @Override
        public Segmentation segment(BufferedImage image) {
            return Objects.requireNonNull(segmenter.segment(image));
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
