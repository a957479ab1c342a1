package xai4j.data;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.image.ImageException;
import xai4j.tensor.XaiException;

/**
 * A finite, ordered collection of images with one label each, read when asked for.
 *
 * <p>The order never changes, and implementations are safe for use by several threads.
 */
public interface LabelledImages {
    /** Names of the classes, by index. */
    List<String> labels();

    /** How many images there are. */
    int size();

    /**
     * A name by which a person finds image {@code i}: its path inside the data set, or a number.
     *
     * @throws IndexOutOfBoundsException if there is no such image
     */
    String name(int i);

    /**
     * The class of image {@code i}, an index into {@link #labels()}.
     *
     * @throws IndexOutOfBoundsException if there is no such image
     */
    int label(int i);

    /**
     * Image {@code i} in sRGB, upright.
     *
     * @throws xai4j.image.ImageException if it cannot be read
     * @throws IndexOutOfBoundsException if there is no such image
     */
    BufferedImage image(int i);

    /**
     * Reads every image once to see which cannot be read.
     *
     * @return their names, in order
     */
    default List<String> unreadable() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            try {
                image(i);
            } catch (ImageException e) {
                names.add(name(i));
            }
        }
        return List.copyOf(names);
    }

    /**
     * The same without some images; labels keep their indices.
     *
     * @param names of the images to leave out, for example those that are {@linkplain #unreadable() unreadable}
     * @throws XaiException if none is left
     */
    default LabelledImages without(List<String> names) {
        Set<String> unwanted = Set.copyOf(names);
        List<Integer> kept = IntStream.range(0, size())
                .filter(i -> !unwanted.contains(name(i)))
                .boxed()
                .toList();
        if (kept.isEmpty()) {
            throw new XaiException("no image is left; left out are "
                    + String.join(", ", names.subList(0, Math.min(5, names.size())))
                    + (names.size() > 5 ? ", …" : ""));
        }
        return new SomeImages(this, kept);
    }

    /**
     * Divides a collection in two, each class for itself, so that both parts have their share of every class.
     *
     * @param n at least 2
     * @param held true for every n-th image of each class, false for all the others
     * @throws XaiException if no image is left
     */
    default LabelledImages everyNth(int n, boolean held) {
        int[] seen = new int[labels().size()];
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            if ((seen[label(i)]++ % n == n - 1) == held) {
                chosen.add(i);
            }
        }
        if (chosen.isEmpty()) {
            throw new XaiException("no class has " + n + " images, so that none can be held out");
        }
        return new SomeImages(this, chosen);
    }

    /**
     * Checks that there is something to tell apart.
     *
     * @throws XaiException if all images are of one class
     */
    default void requireSeveralClasses() {
        if (IntStream.range(0, size()).map(this::label).distinct().limit(2).count() < 2) {
            throw new XaiException("all " + size() + " images are of one class, \"" + labels().get(label(0))
                    + "\"; two or more are needed");
        }
    }
}
