package xai4j.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
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
import xai4j.model.BackwardRule;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.train.tune.TunableNetwork;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What the gradients of all weights cost for one picture on one thread, against the forward pass and the forward pass with the gradient of the
 * input: {@code -p model=FILE -p input=NAME}, an ONNX file with logits as its only output and the name of its image input. Going back through a
 * convolution twice, to its input and to its weights, makes 3 forward passes the floor.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TuningBenchmark {
    /** A classifier. */
    @Param("")
    public String model = "";

    /** Name of its image input. */
    @Param("image")
    public String input = "image";

    private @Nullable OnnxModel explained;
    private @Nullable TunableNetwork tuned;
    private Tensor batch = Tensor.zeros(Shape.of(1));
    private int classes;

    /** Opens the model twice. */
    @Setup
    public void open() {
        OnnxModel opened = OnnxModel.open(Path.of(model), LoadOptions.defaults().withThreads(1));
        batch = Tensor.zeros(opened.spec().input().batchShape(1));
        Random random = new Random(1);
        for (int i = 0; i < batch.size(); i++) {
            batch.set(i, (float) random.nextGaussian());
        }
        classes = opened.predict(batch).shape().dim(1);
        explained = opened;
        tuned = TunableNetwork.open(Path.of(model), input);
    }

    /** Closes both. */
    @TearDown
    public void close() {
        Objects.requireNonNull(explained).close();
        Objects.requireNonNull(tuned).close();
    }

    /** The forward pass. */
    @Benchmark
    public Tensor forward() {
        return Objects.requireNonNull(explained).predict(batch);
    }

    /** The forward pass and the gradient of the input. */
    @Benchmark
    public Gradients inputGradient() {
        Tensor weights = Tensor.zeros(Shape.of(1, classes));
        weights.set(0, 1);
        return Objects.requireNonNull(explained)
                .gradients(
                        batch,
                        new Objective.OfScores(Score.LOGIT, weights),
                        Set.of(Layer.INPUT),
                        BackwardRule.GRADIENT);
    }

    /** The forward pass and the gradients of all weights. */
    @Benchmark
    public TunableNetwork.Gradient weightGradients() {
        TunableNetwork network = Objects.requireNonNull(tuned);
        return network.gradient(List.of(batch.row(0)), List.of(network.target(0, 0)));
    }
}
