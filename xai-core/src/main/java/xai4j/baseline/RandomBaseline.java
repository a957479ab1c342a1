package xai4j.baseline;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** Every pixel in the colour of a pixel drawn from the image. */
record RandomBaseline(int count) implements Baseline {
    RandomBaseline {
        if (count < 1) {
            throw new IllegalArgumentException("random:" + count + " draws no picture");
        }
    }

    @Override
    public String name() {
        return count == 1 ? "random" : "random:" + count;
    }

    @Override
    public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> draw(image, random.split()))
                .toList();
    }

    private static Tensor draw(PreparedImage image, SplittableRandom random) {
        PixelPlanes planes = PixelPlanes.of(image);
        Tensor picture = Tensor.zeros(image.tensor().shape());
        for (int pixel = 0; pixel < planes.area(); pixel++) {
            int source = random.nextInt(planes.area());
            for (int channel = 0; channel < planes.channels(); channel++) {
                picture.set(planes.index(channel, pixel), image.tensor().at(planes.index(channel, source)));
            }
        }
        return picture;
    }
}
