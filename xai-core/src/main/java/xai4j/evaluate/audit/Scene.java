package xai4j.evaluate.audit;

import java.awt.image.BufferedImage;
import java.util.Optional;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.ObjectMask;
import xai4j.render.Pixels;

/**
 * A picture with what is known of where its object is; large ones are reduced, since they are asked about many times.
 *
 * @param picture the photograph
 * @param object where its object is, as far as that is known, else {@link EstimatedObject}
 */
record Scene(BufferedImage picture, ObjectMask object) {
    private static final int LONGEST = 320;
    private static final int LONGEST_TO_ESTIMATE = 160;

    static Scene of(BufferedImage photograph, Optional<ObjectMask> mask) {
        BufferedImage fitted = fitted(photograph, LONGEST);
        return new Scene(fitted, mask.orElseGet(() -> EstimatedObject.of(fitted(photograph, LONGEST_TO_ESTIMATE))));
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

    /** This scene without its object. */
    BufferedImage background() {
        return HoleFilling.without(picture, object);
    }

    /** This scene's object before another background, which is brought to its size. */
    BufferedImage before(BufferedImage background) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] behind = Pixels.rgb(Images.resized(background, width, height, Interpolation.BILINEAR));
        int[] own = Pixels.rgb(picture);
        for (int i = 0; i < own.length; i++) {
            int row = i / width;
            if (object.at((i % width + 0.5) / width, (row + 0.5) / height)) {
                behind[i] = own[i];
            }
        }
        return Pixels.picture(behind, width, height);
    }
}
