package xai4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.image.ImageInput;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.shap.kernel.Estimator;

/** What the methods themselves cost: 1000 coalitions of a constant game, with sampling, solving and error bars. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FreeModelGameBenchmark {
    private static final Model NONE = Models.of(ModelSpec.of("none", ImageInput.nchw(1, 1, 1)), batch -> batch);

    /** Number of regions. */
    @Param({"50", "200"})
    public int players = 50;

    /** LIME. */
    @Benchmark
    public Estimate lime() {
        return Explainers.lime(NONE).samples(1000).evaluate(constant());
    }

    /** KernelSHAP by regression. */
    @Benchmark
    public Estimate kernelShap() {
        return Explainers.kernelShap(NONE).samples(1000).evaluate(constant());
    }

    /** KernelSHAP by a Gaussian process. */
    @Benchmark
    public Estimate kernelShapByGaussianProcess() {
        return Explainers.kernelShap(NONE)
                .estimator(Estimator.GAUSSIAN_PROCESS)
                .samples(1000)
                .evaluate(constant());
    }

    /** Shapley values from permutations. */
    @Benchmark
    public Estimate shapleySampling() {
        return Explainers.shapleySampling(NONE).samples(1000).evaluate(constant());
    }

    private Game constant() {
        return Game.of(players, 1, masks -> new double[masks.rows()]);
    }
}
