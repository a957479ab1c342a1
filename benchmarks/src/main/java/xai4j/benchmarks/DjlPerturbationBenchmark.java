package xai4j.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
import xai4j.model.Model;

/**
 * LIME and KernelSHAP with 1000 samples against the floor: DJL's own predictor on as many images that lie ready. Run with
 * {@code -p model=} a TorchScript file or a SavedModel folder.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class DjlPerturbationBenchmark {
    private static final int SAMPLES = 1000;

    /** A TorchScript file or a SavedModel folder. */
    @Param("")
    public String model = "";

    /** Images per run of the floor. */
    @Param("13")
    public int batch = 13;

    private @Nullable Model explained;
    private @Nullable PreparedImage image;
    private @Nullable ZooModel<NDList, NDList> raw;
    private @Nullable Predictor<NDList, NDList> predictor;
    private @Nullable NDManager manager;
    private @Nullable NDArray images;

    /** Opens the model twice, here and in DJL. */
    @Setup
    public void open() throws IOException, ModelNotFoundException, MalformedModelException {
        if (model.isEmpty()) {
            throw new IllegalArgumentException("name a model: -p model=FILE.pt or a SavedModel folder");
        }
        Path path = Path.of(model);
        Model loaded = Models.load(path);
        explained = loaded;
        PreparedImage noise = NoiseImage.of(loaded.spec());
        image = noise;
        ZooModel<NDList, NDList> other = Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelPath(path)
                .optEngine(Files.isDirectory(path) ? "TensorFlow" : "PyTorch")
                .optTranslator(new NoopTranslator())
                .build()
                .loadModel();
        raw = other;
        predictor = other.newPredictor();
        manager = other.getNDManager().newSubManager();
        long[] dims = Arrays.stream(noise.input().batchShape(batch).dims())
                .asLongStream()
                .toArray();
        images = Objects.requireNonNull(manager).zeros(new Shape(dims));
    }

    /** Closes everything. */
    @TearDown
    public void close() {
        Objects.requireNonNull(explained).close();
        Objects.requireNonNull(predictor).close();
        Objects.requireNonNull(manager).close();
        Objects.requireNonNull(raw).close();
    }

    /** The floor. */
    @Benchmark
    public double rawBatches() throws TranslateException {
        double sum = 0;
        for (int i = 0; i < SAMPLES; i += batch) {
            try (NDList scores = Objects.requireNonNull(predictor).predict(new NDList(images))) {
                sum += scores.get(0).toFloatArray()[0];
            }
        }
        return sum;
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

    private Explanation explain(String method) {
        return Explainers.named(method, Objects.requireNonNull(explained))
                .set("segmenter", "grid:10x5")
                .set("samples", Integer.toString(SAMPLES))
                .explain(Objects.requireNonNull(image));
    }
}
