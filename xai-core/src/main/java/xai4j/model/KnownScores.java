package xai4j.model;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.tensor.Tensor;

/** The scores of one image: an explanation asks for those of the unperturbed image again and again. */
final class KnownScores {
    private volatile @Nullable Known known;

    /**
     * An image and its scores.
     *
     * @param image {@code [1, …]}, read-only or an own copy
     * @param scores {@code [1, K]}
     */
    private record Known(Tensor image, Score score, Tensor scores) {
        /** Whether all images of a batch are this one. */
        boolean isAllOf(Tensor batch, Score wanted) {
            boolean same = score == wanted
                    && batch.shape().dropFirst().equals(image.shape().dropFirst());
            if (same && batch.isViewOf(image)) {
                return true;
            }
            for (int row = 0; same && row < batch.shape().dim(0); row++) {
                same = batch.slice(row, row + 1).buffer().equals(image.buffer());
            }
            return same;
        }

        Tensor repeated(int rows) {
            if (rows == 1) {
                return scores;
            }
            Tensor all = Tensor.zeros(scores.shape().withFirst(rows));
            for (int row = 0; row < rows; row++) {
                all.slice(row, row + 1).buffer().put(scores.buffer());
            }
            return all;
        }
    }

    /** Scores of a batch: the known ones where all its images are the known one, or else what is answered. */
    Tensor of(Tensor batch, Score score, Supplier<Tensor> ask) {
        Known last = known;
        if (last != null && last.isAllOf(batch, score)) {
            return last.repeated(batch.shape().dim(0));
        }
        return ask.get();
    }

    /** Notes the scores {@code [1, K]} of an image {@code [1, …]}. */
    void remember(Tensor image, Score score, Tensor scores) {
        known = new Known(image.isReadOnly() ? image : image.copy(), score, scores.asReadOnly());
    }
}
