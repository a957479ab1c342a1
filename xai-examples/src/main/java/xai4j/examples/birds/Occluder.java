package xai4j.examples.birds;

import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** A leaf in front of a bird that hides at most half of every part, so that the species can still be told. */
final class Occluder {
    private static final int ATTEMPTS = 12;
    private static final double MOST_HIDDEN = 0.5;
    private static final int[] COLORS = {0x3F7A33, 0x7C8F3A, 0x9A6B32, 0x4F6B5A};

    private Occluder() {}

    static void paint(BufferedImage picture, BufferedImage mask, Scene scene) {
        SplittableRandom random = new SplittableRandom(scene.occluderSeed());
        AffineTransform toPixels = AffineTransform.getScaleInstance(picture.getWidth(), picture.getHeight());
        int color = COLORS[random.nextInt(COLORS.length)];
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Shape leaf = Backdrop.leafShape(
                    scene.x() + random.nextDouble(-0.35, 0.35),
                    scene.y() + random.nextDouble(-0.3, 0.35),
                    random.nextDouble(0.15, 0.32),
                    random.nextDouble(2 * Math.PI));
            if (hidesLittle(mask, toPixels.createTransformedShape(leaf))) {
                try (Brush brush = new Brush(picture, mask, toPixels)) {
                    brush.fill(Part.OCCLUDER, color, leaf);
                }
                return;
            }
        }
    }

    private static boolean hidesLittle(BufferedImage mask, Shape leaf) {
        Rectangle box = leaf.getBounds();
        int[] whole = new int[Part.values().length];
        int[] hidden = new int[whole.length];
        int size = mask.getWidth();
        for (int y = 0; y < mask.getHeight(); y++) {
            for (int x = 0; x < size; x++) {
                int part = mask.getRGB(x, y) & 0xFF;
                whole[part]++;
                if (part != Part.BACKGROUND.code() && box.contains(x, y) && leaf.contains(x + 0.5, y + 0.5)) {
                    hidden[part]++;
                }
            }
        }
        for (Part part : Part.DISTINCTIVE) {
            if (hidden[part.code()] > MOST_HIDDEN * whole[part.code()]) {
                return false;
            }
        }
        return true;
    }
}
