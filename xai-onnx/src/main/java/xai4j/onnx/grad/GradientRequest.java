package xai4j.onnx.grad;

import java.util.LinkedHashSet;
import java.util.Set;
import xai4j.model.BackwardRule;
import xai4j.onnx.graph.GraphAnatomy;

/**
 * What a gradient graph is to compute.
 *
 * @param model the network, seen at the image size that is wanted
 * @param seed where the backward pass starts
 * @param wanted values whose gradients are wanted: inner values or the image
 * @param also further values that are to be outputs
 * @param rule how relevance flows back; a DeepLIFT baseline tensor is not looked at, it is an input of the graph
 */
public record GradientRequest(GraphAnatomy model, Seed seed, Set<String> wanted, Set<String> also, BackwardRule rule) {
    /** Checks that something is wanted. */
    public GradientRequest {
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("no value is named whose gradient is wanted");
        }
        wanted = Set.copyOf(wanted);
        also = Set.copyOf(also);
    }

    /** Ordinary gradients of logits. */
    public static GradientRequest ofLogits(GraphAnatomy model, Set<String> wanted) {
        return new GradientRequest(model, Seed.scores(model.logits()), wanted, Set.of(), BackwardRule.GRADIENT);
    }

    /** This request with another seed. */
    public GradientRequest from(Seed other) {
        return new GradientRequest(model, other, wanted, also, rule);
    }

    /** This request under another rule. */
    public GradientRequest under(BackwardRule other) {
        return new GradientRequest(model, seed, wanted, also, other);
    }

    /** This request with further outputs. */
    public GradientRequest with(Set<String> outputs) {
        return new GradientRequest(model, seed, wanted, outputs, rule);
    }

    /** All forward values that the graph must keep. */
    Set<String> kept() {
        Set<String> kept = new LinkedHashSet<>(wanted);
        kept.addAll(also);
        kept.add(seed.value());
        return kept;
    }
}
