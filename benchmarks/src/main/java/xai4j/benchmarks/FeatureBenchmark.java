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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import xai4j.Models;
import xai4j.image.ImageInput;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Tensor;
import xai4j.visualize.FeatureImage;
import xai4j.visualize.FeatureOptions;
import xai4j.visualize.FeatureVisualizer;
import xai4j.visualize.objective.FeatureObjective;

/**
 * A step of feature visualisation against the input gradient of the same batch: {@code -p model=FILE.onnx}. All times are per
 * step.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FeatureBenchmark {
    private static final int STEPS = 64;

    /** An ONNX classifier. */
    @Param("")
    public String model = "";

    /** Pictures at once. */
    @Param({"1", "4"})
    public int images;

    private @Nullable DifferentiableModel explained;
    private Tensor batch = Tensor.zeros(xai4j.tensor.Shape.of(1));
    private int classes;

    /** Opens the model. */
    @Setup
    public void open() {
        DifferentiableModel loaded = Models.load(Path.of(model), DifferentiableModel.class);
        ImageInput input = loaded.spec().input();
        ImageInput sized = input.isFixedSize() ? input : input.withSize(224, 224);
        batch = Tensor.zeros(sized.batchShape(images));
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < batch.size(); i++) {
            batch.set(i, (float) random.nextGaussian());
        }
        explained = loaded;
        classes = loaded.predict(batch).shape().dim(1);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        Objects.requireNonNull(explained).close();
    }

    /** The floor: gradients of the same batch. */
    @Benchmark
    public Gradients inputGradient() {
        Objective objective = Objective.classes(Score.LOGIT, new int[images], classes);
        return Objects.requireNonNull(explained)
                .gradients(batch, objective, Set.of(Layer.INPUT), BackwardRule.GRADIENT);
    }

    /** The default: spectrum, Adam, movements. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public FeatureImage best() {
        return run(FeatureVisualizer.best(Objects.requireNonNull(explained)));
    }

    /** Pixels, colour jitter, blur. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public FeatureImage tutorial() {
        return run(FeatureVisualizer.tutorial(Objects.requireNonNull(explained)));
    }

    private FeatureImage run(FeatureVisualizer visualizer) {
        return visualizer
                .with(FeatureOptions.STEPS, STEPS)
                .with(FeatureOptions.IMAGES, images)
                .visualize(FeatureObjective.logit(0), "class 0");
    }
}
