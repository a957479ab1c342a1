package xai4j.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import xai4j.image.Images;

/** Picture files below a folder, each of a class, read when they are asked for. */
abstract class PictureFiles implements LabelledImages {
    private final Path root;
    private final List<String> labels;
    private final List<Item> items;

    PictureFiles(Path root, List<String> labels, List<Item> items) {
        this.root = root;
        this.labels = List.copyOf(labels);
        this.items = List.copyOf(items);
    }

    /** A picture and its class. */
    record Item(Path file, int label) {}

    final Path root() {
        return root;
    }

    final List<Item> items() {
        return items;
    }

    final String name(Item item) {
        return root.relativize(item.file()).toString().replace('\\', '/');
    }

    @Override
    public final List<String> labels() {
        return labels;
    }

    @Override
    public final int size() {
        return items.size();
    }

    @Override
    public final String name(int i) {
        return name(items.get(i));
    }

    @Override
    public final int label(int i) {
        return items.get(i).label();
    }

    @Override
    public final BufferedImage image(int i) {
        return Images.read(items.get(i).file());
    }
}
