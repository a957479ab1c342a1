package xai4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private @Nullable OrtSession single;
    private @Nullable OrtSession parallel;
    private String input = "";

    /** Opens the model three times. */
    @Setup
    public void open() throws OrtException {
        if (model.isEmpty()) {
            throw new IllegalArgumentException("name a model: -p model=FILE.onnx");
        }
        Model loaded = Models.load(Path.of(model), LoadOptions.defaults().withDevice(isCuda() ? "gpu" : "cpu"));
        BufferedImage picture = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 224 * 224; i++) {
            picture.setRGB(i % 224, i / 224, i * 2654435 & 0xFFFFFF);
        }
        explained = loaded;
        image = loaded.spec().prepare(picture);
        single = session(1);
        parallel = session(Runtime.getRuntime().availableProcessors());
        input = Objects.requireNonNull(single).getInputNames().iterator().next();
    }

    private boolean isCuda() {
        if (!provider.equals("CPU") && !provider.equals("CUDA")) {
            throw new IllegalArgumentException("provider " + provider + " is neither CPU nor CUDA");
        }
        return provider.equals("CUDA");
    }

    private OrtSession session(int threads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            if (isCuda()) {
                options.addCUDA(0);
            }
            return OrtEnvironment.getEnvironment().createSession(model, options);
        }
    }

    /** Closes everything. */
    @TearDown
    public void close() throws OrtException {
        Objects.requireNonNull(explained).close();
        Objects.requireNonNull(single).close();
        Objects.requireNonNull(parallel).close();
    }

    /** The floor: as many Java threads as cores over a session of one thread. */
    @Benchmark
    public int rawThreads() throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < Runtime.getRuntime().availableProcessors(); t++) {
            Thread thread = new Thread(() -> {
                while (next.getAndAdd(batch) < SAMPLES) {
                    run(Objects.requireNonNull(single), batch);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return next.get();
    }

    /** The floor: one run after another over a session that uses all cores. */
    @Benchmark
    public void rawBatches() {
        for (int i = 0; i < SAMPLES; i += batch) {
            run(Objects.requireNonNull(parallel), batch);
        }
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

    private void run(OrtSession session, int images) {
        int size = Objects.requireNonNull(image).tensor().size();
        FloatBuffer values = java.nio.ByteBuffer.allocateDirect(Float.BYTES * size * images)
                .order(java.nio.ByteOrder.nativeOrder())
                .asFloatBuffer();
        long[] shape = {images, 3, 224, 224};
        try (OnnxTensor tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            if (result.size() == 0) {
                throw new IllegalStateException("no scores");
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
