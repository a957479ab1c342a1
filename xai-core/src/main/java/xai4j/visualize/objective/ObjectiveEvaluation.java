package xai4j.visualize.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Asks a model for an objective again and again. Terms that look at the same place are asked for together; where all of them
 * are linear the cotangent is known beforehand, so that each answer costs one forward and one backward pass.
 */
public final class ObjectiveEvaluation {
    private final DifferentiableModel model;
    private final List<Place> places;

    public ObjectiveEvaluation(DifferentiableModel model, FeatureObjective objective) {
        this.model = model;
        Map<Optional<Layer>, List<ObjectiveTerm>> grouped = new LinkedHashMap<>();
        for (ObjectiveTerm term : objective.terms()) {
            grouped.computeIfAbsent(term.layer(), layer -> new ArrayList<>()).add(term);
        }
        this.places = grouped.entrySet().stream()
                .map(entry -> new Place(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * Value and input gradient for a batch.
     *
     * @param values per image
     * @param gradient of the sum over the batch, in the model's layout
     */
    public record Answer(List<Double> values, Tensor gradient) {
        /** Copies the list; the gradient becomes read-only. */
        public Answer {
            values = List.copyOf(values);
            gradient = gradient.asReadOnly();
        }

        public double mean() {
            return values.stream().mapToDouble(value -> value).average().orElseThrow();
        }
    }

    /** The cotangent of linear terms for batches of a shape. */
    private record Known(Shape batch, Tensor cotangent) {}

    /** Terms that look at the same place. */
    private static final class Place {
        private final Optional<Layer> layer;
        private final List<ObjectiveTerm> terms;
        private @Nullable Known known;

        Place(Optional<Layer> layer, List<ObjectiveTerm> terms) {
            this.layer = layer;
            this.terms = terms;
        }

        boolean isLinear() {
            return terms.stream().allMatch(ObjectiveTerm::isLinear);
        }

        double[] of(Tensor values, Tensor derivative) {
            double[] sums = new double[values.shape().dim(0)];
            for (ObjectiveTerm term : terms) {
                double[] some = term.of(values, derivative);
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += some[i];
                }
            }
            return sums;
        }
    }

    /** Value and gradient at a batch of inputs. */
    public Answer at(Tensor batch) {
        Answer whole = at(batch, places.get(0));
        for (Place place : places.subList(1, places.size())) {
            whole = sum(whole, at(batch, place));
        }
        return whole;
    }

    /** The value only, per image. */
    public double[] valueAt(Tensor batch) {
        double[] sums = new double[batch.shape().dim(0)];
        for (Place place : places) {
            Tensor values = values(batch, place);
            double[] some = place.of(values, Tensor.zeros(values.shape()));
            for (int i = 0; i < sums.length; i++) {
                sums[i] += some[i];
            }
        }
        return sums;
    }

    private Answer at(Tensor batch, Place place) {
        Known known = place.known;
        if (known != null && known.batch().equals(batch.shape())) {
            Gradients answer = gradients(batch, place, known.cotangent());
            Tensor values = place.layer
                    .map(layer -> Objects.requireNonNull(answer.activations().get(layer)))
                    .orElseGet(answer::scores);
            return new Answer(boxed(place.of(values, Tensor.zeros(values.shape()))), input(answer));
        }
        Tensor values = values(batch, place);
        Tensor cotangent = Tensor.zeros(values.shape());
        double[] sums = place.of(values, cotangent);
        place.known = place.isLinear() ? new Known(batch.shape(), cotangent) : null;
        return new Answer(boxed(sums), input(gradients(batch, place, cotangent)));
    }

    private Tensor values(Tensor batch, Place place) {
        return place.layer
                .map(layer -> Objects.requireNonNull(
                        model.activations(batch, Set.of(layer)).values().get(layer)))
                .orElseGet(() -> model.predict(batch, Score.LOGIT));
    }

    private Gradients gradients(Tensor batch, Place place, Tensor cotangent) {
        Objective objective = place.layer
                .<Objective>map(layer -> new Objective.OfLayer(layer, cotangent))
                .orElseGet(() -> new Objective.OfScores(Score.LOGIT, cotangent));
        Set<Layer> wanted = place.layer
                .filter(layer -> place.isLinear())
                .map(layer -> Set.of(Layer.INPUT, layer))
                .orElseGet(() -> Set.of(Layer.INPUT));
        return model.gradients(batch, objective, wanted, BackwardRule.GRADIENT);
    }

    private static Tensor input(Gradients answer) {
        return Objects.requireNonNull(answer.gradients().get(Layer.INPUT));
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static Answer sum(Answer a, Answer b) {
        List<Double> values = IntStream.range(0, a.values().size())
                .mapToObj(i -> a.values().get(i) + b.values().get(i))
                .toList();
        Tensor gradient = Tensor.zeros(a.gradient().shape());
        for (int i = 0; i < gradient.size(); i++) {
            gradient.set(i, a.gradient().at(i) + b.gradient().at(i));
        }
        return new Answer(values, gradient);
    }
}
