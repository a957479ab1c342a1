package xai4j.benchmarks;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Explanation;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;

/**
 * What explanations of a detector's boxes cost: D-RISE with 1000 masks against 1000 raw passes on the same session, of one box and of all, and Grad-CAM of
 * one box against one pass. Run with {@code -p model=DETECTOR.onnx -p photograph=FILE}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class DetectionBenchmark {
    private static final int MASKS = 1000;
    private static final int BATCH = 50;

    /** A detector. */
    @Param("")
    public String model = "";

    /** A photograph in which it finds something. */
    @Param("")
    public String photograph = "";

    private @Nullable DifferentiableModel explained;
    private @Nullable PreparedImage image;
    private @Nullable Tensor batch;

    /** Opens the model. */
    @Setup
    public void open() {
        DifferentiableModel loaded = Models.load(Path.of(model), DifferentiableModel.class);
        PreparedImage prepared = loaded.spec().prepare(Images.read(Path.of(photograph)));
        Tensor one = prepared.batch();
        Tensor many = Tensor.zeros(one.shape().withFirst(BATCH));
        for (int i = 0; i < BATCH; i++) {
            many.slice(i, i + 1).buffer().put(one.buffer());
        }
        explained = loaded;
        image = prepared;
        batch = many;
    }

    /** Closes it. */
    @TearDown
    public void close() {
        model().close();
    }

    /** The floor of D-RISE: as many passes as masks, on as many threads as the model takes. */
    @Benchmark
    public float rawPasses() {
        float sum = 0;
        for (int done = 0; done < MASKS; done += BATCH) {
            sum += model().predict(Objects.requireNonNull(batch)).at(0);
        }
        return sum;
    }

    /** The surest box. */
    @Benchmark
    public Explanation dRiseOfOneBox() {
        return dRise(Target.box(0));
    }

    /** All boxes from the same masks. */
    @Benchmark
    public Explanation dRiseOfAllBoxes() {
        return dRise(Target.parse("boxes"));
    }

    private Explanation dRise(Target target) {
        return Explainers.named("d-rise", model())
                .set("samples", Integer.toString(MASKS))
                .target(target)
                .explain(Objects.requireNonNull(image));
    }

    /** The floor of Grad-CAM, a hundred times. */
    @Benchmark
    public float hundredPasses() {
        float sum = 0;
        for (int i = 0; i < MASKS / 10; i++) {
            sum += model().predict(Objects.requireNonNull(image).batch()).at(0);
        }
        return sum;
    }

    /** Grad-CAM of the surest box, from image to map, a hundred times. */
    @Benchmark
    public Explanation hundredGradCams() {
        Explanation last = gradCam();
        for (int i = 1; i < MASKS / 10; i++) {
            last = gradCam();
        }
        return last;
    }

    private Explanation gradCam() {
        return Explainers.gradCam(model()).target(Target.box(0)).explain(Objects.requireNonNull(image));
    }

    private DifferentiableModel model() {
        return Objects.requireNonNull(explained);
    }
}
