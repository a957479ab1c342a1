package xai4j.onnx.grad;

import java.util.function.Consumer;
import xai4j.model.BackwardRule;

/** The ways in which relevance can flow back, each as a book of rules; all run on the same sweep. */
final class RuleBooks {
    private RuleBooks() {}

    /**
     * The rules that carry out one way; what they need besides the forward pass is added to the graph.
     *
     * @param image name of the image input
     * @param seed name of the value where the sweep starts
     */
    static RuleBook of(BackwardRule rule, BackwardPass backward, String image, String seed) {
        if (rule instanceof BackwardRule.Gradient) {
            return RuleBook.gradients();
        }
        if (rule instanceof BackwardRule.Guided) {
            return rectified(RectifierRules::guided);
        }
        if (rule instanceof BackwardRule.Deconvnet) {
            return rectified(RectifierRules::deconvnet);
        }
        if (rule instanceof BackwardRule.DeepLift) {
            return new DeepLift(BaselinePass.add(backward, image, seed)).book();
        }
        if (rule instanceof BackwardRule.Lrp lrp) {
            return new Lrp(lrp.composite(), backward.graph(), image).book();
        }
        if (rule instanceof BackwardRule.AttentionLrp attention) {
            return new AttentionLrp(attention.epsilon(), backward.graph(), image).book();
        }
        throw new IllegalArgumentException("the rule " + rule + " is not known");
    }

    /** Ordinary derivatives but at rectifiers; that is the definition of these methods. */
    private static RuleBook rectified(Consumer<RuleBook> rectifiers) {
        RuleBook book = RuleBook.gradients();
        rectifiers.accept(book);
        return book;
    }
}
