package xai4j.benchmarks;

import java.awt.image.BufferedImage;
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
import xai4j.image.PreparedImage;
import xai4j.model.LoadOptions;
import xai4j.model.Model;

/**
 * LIME, KernelSHAP and RISE with 1000 samples against the floor: 1000 raw {@code session.run} of inputs of the same size, in batches of several
 * sizes, once on Java threads over one single-threaded session and once over a session with all threads. Run with {@code -p model=FILE.onnx}, on
 * a GPU with {@code -p provider=CUDA} and ONNX Runtime's GPU build on the class path.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class PerturbationBenchmark {
    private static final int SAMPLES = 1000;

    /** An ONNX classifier of 224×224 images. */
    @Param("")
    public String model = "";

    /** Images per run of the floor; the best of all is what counts. */
    @Param({"1", "8", "32"})
    public int batch = 8;

    /** Where the model runs: {@code CPU} or {@code CUDA}. */
    @Param("CPU")
    public String provider = "CPU";

    private @Nullable Model explained;
    private @Nullable PreparedImage image;
    private @Nullable RawRuns raw;

    /** Opens the model three times. */
    @Setup
    public void open() {
        if (model.isEmpty()) {
            throw new IllegalArgumentException("name a model: -p model=FILE.onnx");
        }
        RawRuns.Provider where = RawRuns.Provider.named(provider);
        Model loaded = Models.load(Path.of(model), LoadOptions.defaults().withDevice(where.device()));
        BufferedImage picture = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 224 * 224; i++) {
            picture.setRGB(i % 224, i / 224, i * 2654435 & 0xFFFFFF);
        }
        PreparedImage prepared = loaded.spec().prepare(picture);
        explained = loaded;
        image = prepared;
        raw = RawRuns.open(Path.of(model), prepared.tensor().shape(), where);
    }

    /** Closes everything. */
    @TearDown
    public void close() {
        Objects.requireNonNull(explained).close();
        Objects.requireNonNull(raw).close();
    }

    /** The floor: as many Java threads as cores over a session of one thread. */
    @Benchmark
    public int rawThreads() {
        return Objects.requireNonNull(raw).onThreads(SAMPLES, batch);
    }

    /** The floor: one run after another over a session that uses all cores. */
    @Benchmark
    public void rawBatches() {
        Objects.requireNonNull(raw).inOneSession(SAMPLES, batch);
    }

    /** LIME on 50 squares. */
    @Benchmark
    public Explanation lime() {
        return explain("lime");
    }

    /** KernelSHAP on 50 squares. */
    @Benchmark
    public Explanation kernelShap() {
        return explain("kernel-shap");
    }

    /** RISE. */
    @Benchmark
    public Explanation rise() {
        return Explainers.rise(Objects.requireNonNull(explained))
                .samples(SAMPLES)
                .explain(Objects.requireNonNull(image));
    }

    private Explanation explain(String method) {
        return Explainers.named(method, Objects.requireNonNull(explained))
                .set("segmenter", "grid:10x5")
                .set("samples", Integer.toString(SAMPLES))
                .explain(Objects.requireNonNull(image));
    }
}
