package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.ObjectMask;
import xai4j.render.Pixels;

/**
 * A picture with what is known of where its object is; large ones are reduced, since they are asked about many times. Where nothing is known it is estimated, once it is
 * asked for.
 */
final class Scene {
    private static final int LONGEST = 320;
    private static final int LONGEST_TO_ESTIMATE = 160;

    private final BufferedImage picture;
    private final boolean reduced;
    private volatile @Nullable ObjectMask object;
    private volatile @Nullable BitSet pixels;
    private volatile @Nullable BufferedImage background;

    private Scene(BufferedImage picture, boolean reduced, @Nullable ObjectMask object) {
        this.picture = picture;
        this.reduced = reduced;
        this.object = object;
    }

    static Scene of(BufferedImage photograph, Optional<ObjectMask> mask) {
        BufferedImage fitted = fitted(photograph, LONGEST);
        return new Scene(fitted, fitted != photograph, mask.orElse(null));
    }

    BufferedImage picture() {
        return picture;
    }

    private ObjectMask object() {
        ObjectMask known = object;
        if (known == null) {
            // found by two threads at once it is the same twice
            known = EstimatedObject.of(fitted(picture, LONGEST_TO_ESTIMATE));
            object = known;
        }
        return known;
    }

    private static BufferedImage fitted(BufferedImage photograph, int longest) {
        double factor = (double) longest / Math.max(photograph.getWidth(), photograph.getHeight());
        return factor >= 1
                ? photograph
                : Images.resized(
                        photograph,
                        (int) Math.max(1, Math.rint(photograph.getWidth() * factor)),
                        (int) Math.max(1, Math.rint(photograph.getHeight() * factor)),
                        Interpolation.BILINEAR);
    }

    /** Whether the model may say something else of this scene than of its photograph, which was larger. */
    boolean isReduced() {
        return reduced;
    }

    /** This scene without its object; made once, since several objects are put before it. */
    BufferedImage background() {
        BufferedImage known = background;
        if (known == null) {
            known = HoleFilling.without(picture, object());
            background = known;
        }
        return known;
    }

    /** This scene's object before another background, which is brought to its size. */
    BufferedImage before(BufferedImage background) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] behind = Pixels.rgb(Images.resized(background, width, height, Interpolation.BILINEAR));
        int[] own = Pixels.rgb(picture);
        BitSet where = pixels();
        int from = where.nextSetBit(0);
        while (from >= 0) {
            int to = where.nextClearBit(from);
            System.arraycopy(own, from, behind, from, to - from);
            from = where.nextSetBit(to);
        }
        return Pixels.picture(behind, width, height);
    }

    private BitSet pixels() {
        BitSet known = pixels;
        if (known == null) {
            known = object().pixels(picture.getWidth(), picture.getHeight());
            pixels = known;
        }
        return known;
    }
}
