package xai4j.visualize;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.FeatureLayout;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * What a picture is to excite: a weighted sum of class scores and of values inside the network. Immutable; sums and
 * differences are made with {@link #plus} and {@link #minus}.
 */
public final class FeatureObjective {
    private final List<Term> terms;

    private FeatureObjective(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /** Value and input gradient for a batch of one. */
    record Answer(double value, Tensor gradient) {}

    /** One summand. */
    private sealed interface Term {
        Term times(double factor);
    }

    private record ClassTerm(int index, double weight) implements Term {
        @Override
        public Term times(double factor) {
            return new ClassTerm(index, weight * factor);
        }
    }

    /** A mean over places of a layer: of one channel, of a direction over channels, or of the squares of everything. */
    private record LayerTerm(Layer layer, List<Double> direction, int x, int y, boolean squared, double weight)
            implements Term {
        @Override
        public Term times(double factor) {
            return new LayerTerm(layer, direction, x, y, squared, weight * factor);
        }
    }

    /** The logit of a class. */
    public static FeatureObjective logit(int index) {
        return new FeatureObjective(List.of(new ClassTerm(index, 1)));
    }

    /**
     * The mean of a channel over all places of a layer.
     *
     * @throws IllegalArgumentException if the layer has no spatial extent or not so many channels
     */
    public static FeatureObjective channel(Layer layer, int channel) {
        return new FeatureObjective(List.of(new LayerTerm(layer, oneHot(layer, channel), -1, -1, false, 1)));
    }

    /**
     * One value of a layer.
     *
     * @throws IllegalArgumentException if it lies outside the layer
     */
    public static FeatureObjective neuron(Layer layer, int channel, int x, int y) {
        if (x < 0 || y < 0) {
            throw new IllegalArgumentException("there is no place (" + x + ", " + y + ") in layer " + layer.name());
        }
        return new FeatureObjective(List.of(new LayerTerm(layer, oneHot(layer, channel), x, y, false, 1)));
    }

    /** The mean over all places of a weighted sum of channels. */
    public static FeatureObjective direction(Layer layer, List<Double> weights) {
        if (weights.size() != channels(layer)) {
            throw new IllegalArgumentException(weights.size() + " weights do not fit the " + channels(layer)
                    + " channels of layer " + layer.name());
        }
        return new FeatureObjective(List.of(new LayerTerm(layer, List.copyOf(weights), -1, -1, false, 1)));
    }

    /** The mean square of everything in a layer, as DeepDream excites it. */
    public static FeatureObjective layer(Layer layer) {
        requireMap(layer);
        return new FeatureObjective(List.of(new LayerTerm(layer, List.of(), -1, -1, true, 1)));
    }

    /** Both at once. */
    public FeatureObjective plus(FeatureObjective other) {
        List<Term> all = new ArrayList<>(terms);
        all.addAll(other.terms);
        return new FeatureObjective(all);
    }

    /** This one but not the other. */
    public FeatureObjective minus(FeatureObjective other) {
        return plus(other.times(-1));
    }

    /** This one with another weight. */
    public FeatureObjective times(double factor) {
        return new FeatureObjective(
                terms.stream().map(term -> term.times(factor)).toList());
    }

    /** Asks a model. */
    Answer ask(DifferentiableModel model, Tensor batch) {
        double value = 0;
        Tensor sum = Tensor.zeros(batch.shape());
        for (Term term : terms) {
            Answer answer = term instanceof ClassTerm of ? ask(model, batch, of) : ask(model, batch, (LayerTerm) term);
            value += answer.value();
            for (int i = 0; i < sum.size(); i++) {
                sum.set(i, sum.at(i) + answer.gradient().at(i));
            }
        }
        return new Answer(value, sum);
    }

    private static Answer ask(DifferentiableModel model, Tensor batch, ClassTerm term) {
        int classes = model.spec().labels().size();
        int count = classes > 0 ? classes : model.predict(batch).shape().dim(1);
        if (term.index() < 0 || term.index() >= count) {
            throw new IllegalArgumentException(
                    "target " + term.index() + " is not one of the model's classes 0…" + (count - 1));
        }
        Tensor weights = Tensor.zeros(Shape.of(1, count));
        weights.set(term.index(), (float) term.weight());
        Gradients gradients = model.gradients(
                batch, new Objective.OfScores(Score.LOGIT, weights), Set.of(Layer.INPUT), BackwardRule.GRADIENT);
        return new Answer(
                term.weight() * gradients.scores().get(0, term.index()),
                Objects.requireNonNull(gradients.gradients().get(Layer.INPUT)));
    }

    private static Answer ask(DifferentiableModel model, Tensor batch, LayerTerm term) {
        Tensor values = Objects.requireNonNull(
                model.activations(batch, Set.of(term.layer())).values().get(term.layer()));
        Tensor weights = Tensor.zeros(values.shape());
        double value = term.squared() ? square(values, weights, term) : linear(values, weights, term);
        Gradients gradients = model.gradients(
                batch, new Objective.OfLayer(term.layer(), weights), Set.of(Layer.INPUT), BackwardRule.GRADIENT);
        return new Answer(value, Objects.requireNonNull(gradients.gradients().get(Layer.INPUT)));
    }

    private static double square(Tensor values, Tensor weights, LayerTerm term) {
        double sum = 0;
        for (int i = 0; i < values.size(); i++) {
            double value = values.at(i);
            sum += value * value;
            weights.set(i, (float) (2 * term.weight() * value / values.size()));
        }
        return term.weight() * sum / values.size();
    }

    private static double linear(Tensor values, Tensor weights, LayerTerm term) {
        boolean first = term.layer().layout() == FeatureLayout.CHANNELS_FIRST;
        int channels = term.direction().size();
        int area = values.size() / channels;
        int width = values.shape().dim(first ? 3 : 2);
        int place = term.x() < 0 ? -1 : place(term, values.shape().dim(first ? 2 : 1), width);
        double sum = 0;
        for (int k = 0; k < channels; k++) {
            double weight = term.weight() * term.direction().get(k) / (place < 0 ? area : 1);
            for (int i = 0; weight != 0 && i < area; i++) {
                if (place < 0 || place == i) {
                    int at = first ? k * area + i : i * channels + k;
                    sum += weight * values.at(at);
                    weights.set(at, (float) weight);
                }
            }
        }
        return sum;
    }

    private static int place(LayerTerm term, int height, int width) {
        if (term.x() >= width || term.y() >= height) {
            throw new IllegalArgumentException("there is no place (" + term.x() + ", " + term.y() + ") in layer "
                    + term.layer().name() + " of " + width + "×" + height);
        }
        return term.y() * width + term.x();
    }

    private static List<Double> oneHot(Layer layer, int channel) {
        int channels = channels(layer);
        if (channel < 0 || channel >= channels) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + " has channels 0…" + (channels - 1) + ", not " + channel);
        }
        List<Double> weights = new ArrayList<>();
        for (int k = 0; k < channels; k++) {
            weights.add(k == channel ? 1.0 : 0.0);
        }
        return List.copyOf(weights);
    }

    private static int channels(Layer layer) {
        requireMap(layer);
        return layer.shape().dim(layer.layout() == FeatureLayout.CHANNELS_FIRST ? 1 : 3);
    }

    private static void requireMap(Layer layer) {
        if (layer.layout() != FeatureLayout.CHANNELS_FIRST && layer.layout() != FeatureLayout.CHANNELS_LAST) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + " " + layer.shape() + " holds no feature maps to visualise");
        }
    }
}
