package xai4j.examples.serve;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionModel;
import xai4j.tensor.Tensor;

/**
 * What a model says of one picture.
 *
 * @param scores one per class, in the model's order; empty for a detector
 * @param found what a detector found, the surest first; empty for a classifier
 */
public record Prediction(List<Float> scores, List<Detection> found) {
    /** Copies the lists. */
    public Prediction {
        scores = List.copyOf(scores);
        found = List.copyOf(found);
    }

    /** A class and its score. */
    public record Ranked(int index, String label, float score) {}

    /** Asks a model. */
    public static Prediction of(Model model, PreparedImage image, Score score) {
        var detector = model.as(DetectionModel.class);
        if (detector.isPresent()) {
            return new Prediction(List.of(), detector.get().detect(image));
        }
        Tensor row = Scores.requireFinite(
                model.predict(image.batch(), score), model.spec().name());
        float[] values = row.row(0).toArray();
        return new Prediction(
                IntStream.range(0, values.length).mapToObj(i -> values[i]).toList(), List.of());
    }

    /** The classes of the highest scores, the highest first, the first of equal ones before the others. */
    public List<Ranked> top(int count, Model model) {
        return IntStream.range(0, scores.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> scores.get(i)).reversed())
                .limit(count)
                .map(i -> new Ranked(i, model.spec().label(i), scores.get(i)))
                .toList();
    }
}
