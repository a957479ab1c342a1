package xai4j.benchmarks;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
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
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/**
 * What gradients cost against the plain forward pass of the same images on the same sessions: {@code -p model=FILE} (ONNX,
 * TorchScript, SavedModel or frozen graph), one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class GradientBenchmark {
    /** A classifier of any format. */
    @Param("")
    public String model = "";

    private @Nullable DifferentiableModel explained;
    private @Nullable PreparedImage image;
    private Tensor batch = Tensor.zeros(xai4j.tensor.Shape.of(1));
    private int classes;

    /** Opens the model. */
    @Setup
    public void open() {
        DifferentiableModel loaded = Models.load(
                Path.of(model),
                DifferentiableModel.class,
                xai4j.model.LoadOptions.defaults().withThreads(1));
        explained = loaded;
        image = NoiseImage.of(loaded.spec());
        batch = Objects.requireNonNull(image).batch();
        classes = loaded.predict(batch).shape().dim(1);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        model().close();
    }

    /** The floor. */
    @Benchmark
    public Tensor forward() {
        return model().predict(batch);
    }

    /** Activations and gradients at the last feature map. */
    @Benchmark
    public Gradients lastLayerGradient() {
        return gradient(model().lastSpatialLayer().orElseThrow());
    }

    /** Gradients at the input. */
    @Benchmark
    public Gradients inputGradient() {
        return gradient(Layer.INPUT);
    }

    /** Grad-CAM of the predicted class, from image to map. */
    @Benchmark
    public Explanation gradCam() {
        return Explainers.gradCam(model()).explain(Objects.requireNonNull(image));
    }

    private Gradients gradient(Layer layer) {
        Objective objective = Objective.classes(Score.LOGIT, new int[] {3}, classes);
        return model().gradients(batch, objective, Set.of(layer), BackwardRule.GRADIENT);
    }

    private DifferentiableModel model() {
        return Objects.requireNonNull(explained);
    }
}
