package xai4j.visualize.objective;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.tensor.Tensor;

/**
 * What a picture is to excite: a weighted sum of class scores and of functions of values inside the network. Immutable; sums
 * and differences are made with {@link #plus} and {@link #minus}.
 */
public final class FeatureObjective {
    private final List<ObjectiveTerm> terms;

    private FeatureObjective(List<ObjectiveTerm> terms) {
        this.terms = List.copyOf(terms);
    }

    private static FeatureObjective of(ObjectiveTerm term) {
        return new FeatureObjective(List.of(term));
    }

    List<ObjectiveTerm> terms() {
        return terms;
    }

    /** The logit of a class. */
    public static FeatureObjective logit(int index) {
        return of(new ClassTerm(index, 1));
    }

    /**
     * The mean of a channel over all places of a layer.
     *
     * @throws IllegalArgumentException if the layer has no spatial extent or not so many channels
     */
    public static FeatureObjective channel(Layer layer, int channel) {
        return of(new DirectionTerm(layer, oneHot(layer, channel), -1, -1, 1));
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
        return of(new DirectionTerm(layer, oneHot(layer, channel), x, y, 1));
    }

    /**
     * The mean over all places of a weighted sum of channels.
     *
     * @throws IllegalArgumentException if there is not one weight per channel
     */
    public static FeatureObjective direction(Layer layer, List<Double> weights) {
        if (weights.size() != channels(layer)) {
            throw new IllegalArgumentException(weights.size() + " weights do not fit the " + channels(layer)
                    + " channels of layer " + layer.name());
        }
        return of(new DirectionTerm(layer, List.copyOf(weights), -1, -1, 1));
    }

    /** The mean square of everything in a layer, as DeepDream excites it. */
    public static FeatureObjective layer(Layer layer) {
        channels(layer);
        return of(new EnergyTerm(layer, 1));
    }

    /**
     * Being different from the other pictures made in the same run: the negative mean cosine between the Gram matrices of
     * their channels at a layer (Olah et al. 2017). Add it to what the pictures have in common.
     */
    public static FeatureObjective diversity(Layer layer) {
        channels(layer);
        return of(new DiversityTerm(layer, 1));
    }

    /**
     * Having the values at a layer that an image has there (activation inversion, Mahendran and Vedaldi 2015): {@code −‖a −
     * a₀‖² / ‖a₀‖²}, at most 0.
     *
     * @param values a₀, without batch axis
     */
    public static FeatureObjective likeness(Layer layer, Tensor values) {
        return of(new LikenessTerm(layer, values.copy(), 1));
    }

    /** Both at once. */
    public FeatureObjective plus(FeatureObjective other) {
        return new FeatureObjective(
                Stream.concat(terms.stream(), other.terms.stream()).toList());
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

    private static List<Double> oneHot(Layer layer, int channel) {
        int channels = channels(layer);
        if (channel < 0 || channel >= channels) {
            throw new IllegalArgumentException(
                    "layer " + layer.name() + " has channels 0…" + (channels - 1) + ", not " + channel);
        }
        List<Double> weights = new ArrayList<>(Collections.nCopies(channels, 0.0));
        weights.set(channel, 1.0);
        return List.copyOf(weights);
    }

    /**
     * Number of channels of a layer.
     *
     * @throws IllegalArgumentException if it holds no maps
     */
    private static int channels(Layer layer) {
        return FeatureMapLayout.of(layer, layer.shape()).channels();
    }
}
