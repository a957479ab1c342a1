package xai4j.data;

import java.awt.image.BufferedImage;
import java.util.List;

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
}
