package xai4j.visualize;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.explain.Progress;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.Scores;

/** Which pictures of a data set excite each class most. */
public final class MostExciting {
    private final List<float[]> logits;

    private MostExciting(List<float[]> logits) {
        this.logits = logits;
    }

    /**
     * Scores a data set, one picture after the other.
     *
     * @throws IllegalArgumentException if it is empty
     * @throws xai4j.image.ImageException if a picture cannot be read
     */
    public static MostExciting of(Model model, LabelledImages images, Progress progress) {
        if (images.size() == 0) {
            throw new IllegalArgumentException("the data set is empty");
        }
        List<float[]> logits = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            logits.add(Scores.requireFinite(
                            model.predict(model.spec().prepare(images.image(i)).batch(), Score.LOGIT),
                            model.spec().name())
                    .toArray());
            progress.report(i + 1, images.size());
        }
        return new MostExciting(logits);
    }

    /** Number of classes. */
    public int classes() {
        return logits.get(0).length;
    }

    /** The logit of a class for a picture. */
    public double logit(int picture, int index) {
        return logits.get(picture)[index];
    }

    /** The pictures with the highest logits of a class, best first; of equals the first. */
    public List<Integer> top(int index, int count) {
        return IntStream.range(0, logits.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -logit(i, index)))
                .limit(count)
                .toList();
    }
}
