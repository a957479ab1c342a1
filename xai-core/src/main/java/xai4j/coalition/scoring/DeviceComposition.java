package xai4j.coalition.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import xai4j.coalition.mask.MaskBatch;
import xai4j.model.MaskedPrediction;
import xai4j.model.MaskedPrediction.MaskedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Lets the backend compose: only masks are sent. */
public final class DeviceComposition implements AutoCloseable {
    private final ModelScorer scorer;
    private final List<MaskedImage> backgrounds = new ArrayList<>();

    public DeviceComposition(ModelScorer scorer, List<Tensor> fills, Segmentation regions) {
        this.scorer = scorer;
        MaskedPrediction model = (MaskedPrediction) scorer.model();
        try {
            for (Tensor fill : fills) {
                backgrounds.add(model.masked(scorer.image().tensor(), fill, regions.ids(), regions.count()));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Image {@code i} is coalition {@code i / B} over background {@code i % B}. */
    public Supplier<ScoringRun.Batch> batches(MaskBatch coalitions, int[] targets) {
        return () -> (from, to, scores) -> {
            for (int b = 0; b < backgrounds.size(); b++) {
                predict(coalitions, b, from, to, targets, scores);
            }
        };
    }

    private void predict(MaskBatch coalitions, int background, int from, int to, int[] targets, double[] scores) {
        int count = backgrounds.size();
        int first = from + Math.floorMod(background - from, count);
        int rows = Math.max(0, (to - first + count - 1) / count);
        if (rows == 0) {
            return;
        }
        Tensor masks = Tensor.zeros(Shape.of(rows, coalitions.players()));
        for (int r = 0; r < rows; r++) {
            for (int player = 0; player < coalitions.players(); player++) {
                masks.set(
                        r * coalitions.players() + player,
                        coalitions.present((first + r * count) / count, player) ? 1 : 0);
            }
        }
        Tensor predicted = backgrounds.get(background).predict(masks, scorer.score());
        int classes = predicted.shape().dim(1);
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < targets.length; t++) {
                scores[(first + r * count) * targets.length + t] = predicted.at(r * classes + targets[t]);
            }
        }
    }

    @Override
    public void close() {
        backgrounds.forEach(MaskedImage::close);
    }
}
