package xai4j.coalition;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.baseline.Baseline;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.mask.RegionRuns;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.Composition;
import xai4j.coalition.scoring.DeviceComposition;
import xai4j.coalition.scoring.FiniteScores;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.coalition.scoring.RegionComposition;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.MaskedPrediction;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/**
 * The game of a model and an image: players are regions, and the value of a coalition is the model's scores of the image with all other
 * regions filled in, averaged over the fill's pictures.
 *
 * <p>Composing happens in Java, in bulk copies, or next to the model where the backend offers {@link MaskedPrediction} and prefers
 * it. Safe for several threads.
 */
public final class CoalitionGame implements Game, AutoCloseable {
    /** Where images are composed. */
    public enum Composing {
        /** Where the backend says it is faster. */
        AUTO,
        /** In Java. */
        JAVA,
        /** Next to the model. */
        MODEL
    }

    private final ModelScorer scorer;
    private final Segmentation regions;
    private final int[] targets;
    private final List<Tensor> fills;
    private final PixelPlanes planes;
    private final RegionRuns runs;
    private final @Nullable DeviceComposition device;

    /**
     * Sets the game up; the fill's pictures are made here, once.
     *
     * @param targets classes whose scores are the values
     * @throws IllegalArgumentException if the regions do not fit the image, the fill's pictures do not, or composing next to the
     *     model is demanded of a backend that cannot
     */
    public CoalitionGame(
            ModelScorer scorer, Segmentation regions, Baseline fill, long seed, int[] targets, Composing composing) {
        this(scorer, regions, pictures(fill, scorer.image(), regions, seed), targets, composing);
    }

    /** The same with the fill's pictures of these regions at hand. */
    CoalitionGame(ModelScorer scorer, Segmentation regions, List<Tensor> fills, int[] targets, Composing composing) {
        this.scorer = scorer;
        this.regions = regions;
        this.targets = targets.clone();
        this.fills = fills;
        this.planes = PixelPlanes.of(scorer.image());
        this.runs = RegionRuns.of(regions);
        this.device = onDevice(composing) ? new DeviceComposition(scorer, fills, regions) : null;
    }

    /**
     * The pictures of a fill for a game over regions.
     *
     * @throws IllegalArgumentException if the regions do not fit the image, or the pictures do not
     */
    static List<Tensor> pictures(Baseline fill, PreparedImage image, Segmentation regions, long seed) {
        PixelPlanes planes = PixelPlanes.of(image);
        if (regions.width() != planes.width() || regions.height() != planes.height()) {
            throw new IllegalArgumentException("the segmentation has " + regions.width() + "×" + regions.height()
                    + " pixels (width × height), the model's input " + planes.width() + "×" + planes.height());
        }
        return fill.checkedImages(image, regions, seed);
    }

    @Override
    public int players() {
        return regions.count();
    }

    @Override
    public int targets() {
        return targets.length;
    }

    /** The regions that play. */
    public Segmentation regions() {
        return regions;
    }

    /** The pictures behind absent regions. */
    public List<Tensor> fills() {
        return fills;
    }

    /** The kind of number that values are. */
    Score score() {
        return scorer.score();
    }

    /** The model that is asked. */
    Model model() {
        return scorer.model();
    }

    /** What counts the cost. */
    public BudgetTracker tracker() {
        return scorer.tracker();
    }

    /**
     * Scores coalitions.
     *
     * @throws xai4j.model.ModelException if a score is not finite; the message says how many and for which coalitions
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its flag stays set
     */
    @Override
    public double[] evaluate(MaskBatch coalitions) {
        return requireFinite(values(coalitions), targets.length, coalitions);
    }

    /** The same whatever the scores are. */
    double[] values(MaskBatch coalitions) {
        if (coalitions.players() != players()) {
            throw new IllegalArgumentException(coalitions + " cannot play a game of " + players());
        }
        int images = Math.multiplyExact(coalitions.rows(), fills.size());
        double[] scores = device != null
                ? scorer.run(images, targets.length, device.batches(coalitions, targets))
                : scorer.score(images, targets, compositions(coalitions));
        return averaged(scores);
    }

    /** Releases what lies on the model's device. */
    @Override
    public void close() {
        if (device != null) {
            device.close();
        }
    }

    private Supplier<Composition> compositions(MaskBatch coalitions) {
        FloatBuffer image = scorer.image().tensor().buffer();
        List<FloatBuffer> pictures = fills.stream().map(Tensor::buffer).toList();
        return () -> new RegionComposition(planes, runs, image, pictures, coalitions);
    }

    private boolean onDevice(Composing composing) {
        boolean can = scorer.model() instanceof MaskedPrediction;
        if (composing == Composing.MODEL && !can) {
            throw new IllegalArgumentException(
                    scorer.model().spec().name() + " cannot compose images next to the model; use composing java");
        }
        return composing == Composing.MODEL
                || (composing == Composing.AUTO
                        && scorer.model() instanceof MaskedPrediction masked
                        && masked.prefersMasks());
    }

    private double[] averaged(double[] scores) {
        int backgrounds = fills.size();
        if (backgrounds == 1) {
            return scores;
        }
        int width = targets.length;
        double[] means = new double[scores.length / width / backgrounds * width];
        for (int i = 0; i < means.length; i++) {
            int row = i / width;
            double sum = 0;
            for (int b = 0; b < backgrounds; b++) {
                sum += scores[(row * backgrounds + b) * width + i % width];
            }
            means[i] = sum / backgrounds;
        }
        return means;
    }

    /** The values {@code [rows, T]} of some targets. */
    double[] requireFinite(double[] values, int ofTargets, MaskBatch coalitions) {
        return FiniteScores.require(
                scorer.model().spec().name(),
                values,
                ofTargets,
                "masks",
                row -> row,
                row -> "; in the first of them " + coalitions.size(row) + " of " + players() + " regions were present ("
                        + coalitions.describe(row) + ")");
    }
}
