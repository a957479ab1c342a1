package xai4j.prototype;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Objects;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.Rendering;
import xai4j.image.Box;
import xai4j.image.PixelMapping;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * This looks like that (Chen et al. 2019): the parts of an image that look like prototypes, and the points they bring.
 *
 * @param targets what was explained
 * @param similarities of the picture to every prototype, {@code [P]}: the largest of its map, or the mean of the largest ones
 * @param weights of every prototype's connection to each target, {@code [T, P]}
 * @param biases of the targets, {@code [T]}
 * @param matches per target the matches of most weight, the first first
 * @param shares per target how sure the network is, beside the next class; empty in explanations that older versions wrote
 * @param inputHeight rows of the model's input, in which boxes are given
 * @param inputWidth columns of the model's input
 * @param mapping from the model's input to the photograph
 * @param provenance how it was made
 * @param diagnostics how far it can be trusted; {@code completeness-gap} is the logit of the sum minus the model's
 */
@JsonTypeName("prototype-matches")
public record PrototypeMatches(
        List<ExplainedTarget> targets,
        Tensor similarities,
        Tensor weights,
        Tensor biases,
        List<List<PrototypeMatch>> matches,
        List<ClassShare> shares,
        int inputHeight,
        int inputWidth,
        PixelMapping mapping,
        Provenance provenance,
        Diagnostics diagnostics)
        implements Explanation {
    /** Checks the shapes. */
    public PrototypeMatches {
        targets = List.copyOf(targets);
        diagnostics = provenance.complete(diagnostics);
        similarities = similarities.asReadOnly();
        weights = weights.asReadOnly();
        biases = biases.asReadOnly();
        shares = List.copyOf(Objects.requireNonNullElse(shares, List.of()));
        matches = matches.stream().map(List::copyOf).toList();
        int count = targets.size();
        if (!weights.shape().equals(Shape.of(count, similarities.size()))
                || biases.size() != count
                || matches.size() != count) {
            throw new IllegalArgumentException("weights " + weights.shape() + ", " + biases.size() + " biases and "
                    + matches.size() + " lists of matches do not fit " + count + " targets and " + similarities.size()
                    + " prototypes");
        }
    }

    /** What every prototype adds to each target's logit, {@code [T, P]}. */
    @Override
    public Tensor values() {
        Tensor values = Tensor.zeros(weights.shape());
        int count = similarities.size();
        for (int i = 0; i < values.size(); i++) {
            values.set(i, (float) contribution(i / count, i % count));
        }
        return values;
    }

    /** What a prototype adds to a target's logit, exact in double precision. */
    public double contribution(int target, int prototype) {
        return (double) similarities.at(prototype) * weights.get(target, prototype);
    }

    /** The target's logit: its bias and the contributions of all prototypes, added up in order of index. */
    public double logit(int target) {
        double sum = biases.at(target);
        for (int p = 0; p < similarities.size(); p++) {
            sum += contribution(target, p);
        }
        return sum;
    }

    /** Two columns of crops, "this" and "that", with the points of each match. */
    @Override
    public Rendering render() {
        return new PrototypeRendering(this);
    }

    @Override
    public String toString() {
        return summary();
    }

    /**
     * The box that is shown of a match, in the model's input: one that spans more than half of the picture points at nothing, and gives way to that of its
     * strongest spot.
     */
    public Box shownBox(PrototypeMatch match) {
        long area = (long) match.box().width() * match.box().height();
        if (2 * area <= (long) inputWidth() * inputHeight()) {
            return match.box();
        }
        String percentile = provenance().options().getOrDefault("percentile", "95");
        return BoxRule.PEAK.around(match.map(), inputHeight(), inputWidth(), Double.parseDouble(percentile));
    }
}
