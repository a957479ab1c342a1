package xai4j.benchmarks;

import java.util.Objects;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;
import xai4j.Models;
import xai4j.baseline.Baseline;
import xai4j.coalition.CoalitionGame;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.explain.Progress;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Time per perturbed 224×224 image: the coalition game over a model that costs nothing, against a plain copy of the image. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MaskCompositionBenchmark {
    private static final int IMAGES = 256;

    /** How the image is cut. */
    @Param({"grid:7x7", "slic:60"})
    public String segmenter = "grid:7x7";

    /** Order of the axes. */
    @Param({"NCHW", "NHWC"})
    public ImageLayout layout = ImageLayout.NCHW;

    private @Nullable CoalitionGame game;
    private @Nullable MaskBatch masks;
    private @Nullable PreparedImage image;
    private @Nullable Tensor batch;

    /** Makes a picture of coloured waves, its regions and random masks. */
    @Setup
    public void prepare() {
        ImageInput input = new ImageInput(layout, 3, 224, 224, Shape.DYNAMIC);
        Tensor pixels = Tensor.zeros(input.imageShape());
        for (int i = 0; i < pixels.size(); i++) {
            pixels.set(i, (float) (0.5 + 0.5 * Math.sin(i * 1e-3) * Math.cos(i % 224 * 0.05)));
        }
        image = PreparedImage.ofTensor(pixels, input, Preprocessing.unit());
        Segmentation regions = Segmenter.parse(segmenter).segment(image.modelPicture());
        Tensor nothing = Tensor.zeros(Shape.of(64, 1));
        Model free = Models.of(
                ModelSpec.of("free", input),
                images -> nothing.slice(0, images.shape().dim(0)));
        ModelScorer scorer =
                new ModelScorer(free, image, Score.OUTPUT, 0, new BudgetTracker(Budget.UNLIMITED, Progress.SILENT));
        game = new CoalitionGame(scorer, regions, Baseline.mean(), 0, new int[] {0}, CoalitionGame.Composing.JAVA);
        masks = MaskBatch.empty(regions.count(), IMAGES);
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < IMAGES; row++) {
            for (int word = 0; word < masks.words(); word++) {
                masks.setWord(row, word, random.nextLong());
            }
        }
        batch = Tensor.zeros(input.batchShape(scorer.batchSize()));
    }

    /** Coalitions composed into batches. */
    @Benchmark
    @OperationsPerInvocation(IMAGES)
    public double[] compose() {
        return Objects.requireNonNull(game).evaluate(Objects.requireNonNull(masks));
    }

    /** The floor: the image copied as often. */
    @Benchmark
    @OperationsPerInvocation(IMAGES)
    public Tensor copy() {
        Tensor to = Objects.requireNonNull(batch);
        Tensor from = Objects.requireNonNull(image).tensor();
        int rows = to.shape().dim(0);
        for (int i = 0; i < IMAGES; i++) {
            to.buffer().put(i % rows * from.size(), from.buffer(), 0, from.size());
        }
        return to;
    }
}
