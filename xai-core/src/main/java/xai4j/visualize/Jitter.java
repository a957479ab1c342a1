package xai4j.visualize;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import xai4j.explain.Options;
import xai4j.visualize.transformation.AffineTransformation;
import xai4j.visualize.transformation.ColorTransformation;
import xai4j.visualize.transformation.Transformation;

/** Draws random transformations of pictures of one size. */
record Jitter(int height, int width, Options options) {
    /** Transformations to be applied one after another. */
    List<Transformation> draw(Random random) {
        List<Transformation> chain = new ArrayList<>();
        double brightness = 1 + symmetric(random, options.get(FeatureOptions.BRIGHTNESS));
        double contrast = 1 + symmetric(random, options.get(FeatureOptions.CONTRAST));
        double saturation = 1 + symmetric(random, options.get(FeatureOptions.SATURATION));
        double hue = symmetric(random, options.get(FeatureOptions.HUE));
        double angle = Math.toRadians(symmetric(random, options.get(FeatureOptions.ROTATE)));
        double scale = 1 + symmetric(random, options.get(FeatureOptions.SCALE));
        double shiftX = Math.rint(symmetric(random, options.get(FeatureOptions.SHIFT)) * width);
        double shiftY = Math.rint(symmetric(random, options.get(FeatureOptions.SHIFT)) * height);
        if (brightness != 1 || contrast != 1 || saturation != 1 || hue != 0) {
            chain.add(new ColorTransformation(brightness, contrast, saturation, hue));
        }
        if (angle != 0 || scale != 1 || shiftX != 0 || shiftY != 0) {
            chain.add(new AffineTransformation(height, width, angle, scale, shiftX, shiftY));
        }
        return chain;
    }

    private static double symmetric(Random random, double most) {
        return (2 * random.nextDouble() - 1) * most;
    }

    /** Applies a chain. */
    static float[] apply(List<Transformation> chain, float[] rgb) {
        float[] seen = rgb;
        for (Transformation transformation : chain) {
            seen = transformation.apply(seen);
        }
        return seen;
    }

    /** Passes a gradient back through a chain. */
    static float[] transpose(List<Transformation> chain, float[] gradient) {
        float[] back = gradient;
        for (int i = chain.size() - 1; i >= 0; i--) {
            back = chain.get(i).transpose(back);
        }
        return back;
    }
}
