package xai4j.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.explain.Progress;
import xai4j.image.Preprocessing;
import xai4j.model.ModelSpec;
import xai4j.numeric.Parallel;

/**
 * Labelled images, read once, fitted to a network's size as its preprocessing says and held as bytes; batches of them as the
 * network takes them, with or without random changes. A change depends on seed, epoch and image only, so that batches are the
 * same bits on any number of threads.
 */
public final class ImageBatches {
    private static final int CHANNELS = 3;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final LabelledImages images;
    private final Preprocessing preprocessing;
    private final int side;
    private final byte[][] planes;

    private ImageBatches(LabelledImages images, Preprocessing preprocessing, int side, byte[][] planes) {
        this.images = images;
        this.preprocessing = preprocessing;
        this.side = side;
        this.planes = planes;
    }

    /**
     * Reads all images, on as many threads as there are processors.
     *
     * @param spec of a network that takes square pictures of three channels
     * @throws xai4j.image.ImageException if one cannot be read
     */
    public static ImageBatches read(LabelledImages images, ModelSpec spec, Progress progress) {
        AtomicInteger done = new AtomicInteger();
        int side = spec.input().height();
        List<byte[]> planes = Parallel.map(images.size(), i -> {
            byte[] seen = planes(spec.prepare(images.image(i)).modelPicture());
            progress.report(done.incrementAndGet(), images.size());
            return seen;
        });
        return new ImageBatches(images, spec.preprocessing(), side, planes.toArray(byte[][]::new));
    }

    private static byte[] planes(BufferedImage image) {
        int area = image.getWidth() * image.getHeight();
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] planes = new byte[CHANNELS * area];
        for (int i = 0; i < area; i++) {
            planes[i] = (byte) (pixels[i] >> 16);
            planes[area + i] = (byte) (pixels[i] >> 8);
            planes[2 * area + i] = (byte) pixels[i];
        }
        return planes;
    }

    /** How many images. */
    public int size() {
        return planes.length;
    }

    /** The images themselves. */
    public LabelledImages images() {
        return images;
    }

    /** Image {@code i} as the network sees it, sRGB, {@code side} pixels wide and high. */
    public BufferedImage picture(int i) {
        int area = side * side;
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < area; at++) {
            int red = planes[i][at] & 0xFF;
            int green = planes[i][area + at] & 0xFF;
            int blue = planes[i][2 * area + at] & 0xFF;
            picture.setRGB(at % side, at / side, red << 16 | green << 8 | blue);
        }
        return picture;
    }

    /** Names of the classes. */
    public List<String> labels() {
        return images.labels();
    }

    /** All numbers of images in the random order of an epoch. */
    public int[] order(long seed, int epoch) {
        SplittableRandom random = new SplittableRandom(seed * GOLDEN + epoch);
        int[] order = IntStream.range(0, size()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[j];
            order[j] = moved;
        }
        return order;
    }

    /** Images as they are, {@code [N, 3, side, side]}, normalised. */
    public NDArray batch(NDManager manager, int[] chosen) {
        return array(manager, chosen.length, pixels(chosen, Augmentation.NONE, 0, 0));
    }

    /** Images randomly changed, {@code [N, 3, side, side]}, normalised. */
    public NDArray batch(NDManager manager, int[] chosen, Augmentation augmentation, long seed, int epoch) {
        return array(manager, chosen.length, pixels(chosen, augmentation, seed, epoch));
    }

    NDArray array(NDManager manager, int rows, float[] pixels) {
        return manager.create(FloatBuffer.wrap(pixels), new Shape(rows, CHANNELS, side, side));
    }

    /** Class indices {@code [N]}, int64. */
    public NDArray labels(NDManager manager, int[] chosen) {
        return manager.create(IntStream.of(chosen).mapToLong(images::label).toArray());
    }

    float[] pixels(int[] chosen, Augmentation augmentation, long seed, int epoch) {
        int size = CHANNELS * side * side;
        float[] pixels = new float[chosen.length * size];
        Parallel.each(chosen.length, row -> {
            SplittableRandom random = new SplittableRandom((seed * GOLDEN + epoch) * GOLDEN + chosen[row]);
            float[] picture = augmentation.changed(planes[chosen[row]], side, random);
            normalise(picture);
            System.arraycopy(picture, 0, pixels, row * size, size);
        });
        return pixels;
    }

    private void normalise(float[] picture) {
        int area = side * side;
        for (int i = 0; i < picture.length; i++) {
            picture[i] = preprocessing.normalise(i / area, picture[i]);
        }
    }
}
