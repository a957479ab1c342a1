package xai4j.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import xai4j.image.ImageBudget;
import xai4j.image.ImageInput;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.model.ModelSpec;

/** From a 12-megapixel JPEG to a 224×224 input: decoding alone, resizing alone, both. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PreprocessingBenchmark {
    private static final int WIDTH = 4000;
    private static final int HEIGHT = 3000;

    private final ModelSpec spec = ModelSpec.of("benchmark", ImageInput.nchw(3, 224, 224))
            .withPreprocessing(Preprocessing.imagenet().withResizeMode(ResizeMode.CROP));
    private byte[] jpeg = new byte[0];
    private BufferedImage photograph = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);

    /** Makes a noisy gradient and compresses it. */
    @Setup
    public void photograph() throws IOException {
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int noise = random.nextInt(16);
                image.setRGB(x, y, (x / 17 + noise & 0xFF) << 16 | (y / 13 + noise & 0xFF) << 8 | (x + y) / 29 & 0xFF);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", out);
        jpeg = out.toByteArray();
        photograph = Images.read(jpeg, "benchmark", ImageBudget.defaults());
    }

    /** Reading alone. */
    @Benchmark
    public BufferedImage decode() {
        return Images.read(jpeg, "benchmark", ImageBudget.defaults());
    }

    /** Resizing, cropping and normalising alone. */
    @Benchmark
    public PreparedImage prepare() {
        return spec.prepare(photograph);
    }

    /** Both. */
    @Benchmark
    public PreparedImage decodeAndPrepare() {
        return spec.prepare(decode());
    }
}
