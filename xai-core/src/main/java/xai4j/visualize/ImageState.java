package xai4j.visualize;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import xai4j.explain.Options;
import xai4j.image.filter.Border;
import xai4j.image.filter.SeparableFilter;
import xai4j.visualize.optimizer.Optimizer;
import xai4j.visualize.optimizer.Regularizer;
import xai4j.visualize.parameterization.FourierParameterization;
import xai4j.visualize.parameterization.ImageParameterization;
import xai4j.visualize.parameterization.PixelParameterization;
import xai4j.visualize.transformation.AffineTransformation;
import xai4j.visualize.transformation.Transformation;

/** One picture in the making, with its optimiser and its own random numbers. */
final class ImageState {
    private static final SeparableFilter BLUR = SeparableFilter.gaussian(1.5, 2, Border.REPEAT);

    private static final double TURN_PER_ZOOM = Math.toRadians(0.5);

    private final int height;
    private final int width;
    private final Options options;
    private final Random random;
    private final Jitter jitter;
    private final ImageParameterization picture;
    private final Optimizer optimizer;
    private float[] rgb;
    private float[] good;
    private List<Transformation> chain = List.of();

    ImageState(int height, int width, Options options, int number) {
        this.height = height;
        this.width = width;
        this.options = options;
        // neighbouring seeds of java.util.Random give similar first numbers
        this.random = new Random(new SplittableRandom(options.get(FeatureOptions.SEED) + number).nextLong());
        this.jitter = new Jitter(height, width, options);
        this.picture = start();
        this.optimizer = options.get(FeatureOptions.ASCENT) == FeatureOptions.OptimizerKind.ADAM
                ? Optimizer.adam(options.get(FeatureOptions.RATE))
                : Optimizer.normalised(Optimizer.ascent(options.get(FeatureOptions.RATE)));
        this.rgb = picture.rgb();
        this.good = rgb;
    }

    private ImageParameterization start() {
        if (options.get(FeatureOptions.SPACE) == FeatureOptions.Space.FOURIER) {
            return FourierParameterization.random(height, width, random);
        }
        float[] pixels = new float[3 * height * width];
        boolean noise = options.get(FeatureOptions.START) == FeatureOptions.Start.NOISE;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (noise ? random.nextDouble() : 0.5 + 0.01 * (random.nextDouble() - 0.5));
        }
        return new PixelParameterization(pixels);
    }

    /** The picture as it is now, {@code [3, H, W]}. */
    float[] rgb() {
        return rgb;
    }

    /** The last picture at which objective and gradient were finite. */
    float[] good() {
        return good;
    }

    /** The picture under newly drawn transformations. */
    float[] seen() {
        chain = jitter.draw(random);
        return Jitter.apply(chain, rgb);
    }

    /** Keeps the picture as a good one. */
    void keep() {
        good = rgb;
    }

    /** Goes one step along the gradient of what was seen, which may be changed. */
    void step(float[] gradientOfSeen, boolean blur, boolean zoom) {
        float[] gradient = Jitter.transpose(chain, gradientOfSeen);
        new Regularizer(
                        options.get(FeatureOptions.L2),
                        options.get(FeatureOptions.L1),
                        options.get(FeatureOptions.TOTAL_VARIATION))
                .subtractFrom(gradient, rgb, height, width);
        optimizer.step(picture.parameters(), picture.backward(gradient));
        picture.clip();
        if (blur) {
            blur(picture.parameters());
        }
        if (zoom) {
            zoom();
        }
        rgb = picture.rgb();
    }

    private void blur(float[] planes) {
        int area = height * width;
        for (int start = 0; start < planes.length; start += area) {
            double[] plane = new double[area];
            for (int i = 0; i < area; i++) {
                plane[i] = planes[start + i];
            }
            double[] blurred = BLUR.apply(plane, width, height);
            for (int i = 0; i < area; i++) {
                planes[start + i] = (float) blurred[i];
            }
        }
    }

    /** Enlarges and turns the pixels themselves. */
    private void zoom() {
        double scale = 1 + options.get(FeatureOptions.ZOOM);
        float[] larger =
                new AffineTransformation(height, width, TURN_PER_ZOOM, scale, 0, 0).apply(picture.parameters());
        System.arraycopy(larger, 0, picture.parameters(), 0, larger.length);
    }
}
