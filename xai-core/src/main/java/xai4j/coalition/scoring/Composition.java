package xai4j.coalition.scoring;

import java.nio.FloatBuffer;

/** Writes perturbed versions of one image; used by one thread at a time. */
@FunctionalInterface
public interface Composition {
    /**
     * Writes one whole perturbed image.
     *
     * @param index which of them
     * @param batch where to; only absolute positions are used
     * @param offset position of the image's first value
     */
    void compose(int index, FloatBuffer batch, int offset);
}
