package xai4j.onnx.grad;

/**
 * Guided backpropagation and deconvnet: at a rectifier only positive signal passes. Clip with a lower bound of zero (ReLU6)
 * counts as a rectifier, and its upper bound holds back what it holds back from the gradient.
 */
final class RectifierRules {
    private RectifierRules() {}

    /** R_in = max(R_out, 0) · f'(x) (Springenberg et al. 2015, arXiv 1412.6806). */
    static void guided(RuleBook book) {
        Rule relu = context -> context.add(
                0,
                context.builder()
                        .mul(context.builder().op("Relu", context.dy()), Masks.positive(context, context.y(0))));
        Rule clip = context ->
                ActivationRules.clip(context.withCotangent(context.builder().op("Relu", context.dy())));
        book.rule(relu, "Relu").rule(context -> clip(context, clip), "Clip");
    }

    /** R_in = max(R_out, 0) (Zeiler and Fergus 2014, arXiv 1311.2901). */
    static void deconvnet(RuleBook book) {
        Rule relu = context -> context.add(0, context.builder().op("Relu", context.dy()));
        book.rule(relu, "Relu").rule(context -> clip(context, relu), "Clip");
    }

    private static void clip(BackwardContext context, Rule rectifier) {
        boolean rectifies = context.node().hasInput(1)
                && context.shapes()
                        .constant(context.x(1))
                        .filter(low -> low[0] == 0)
                        .isPresent();
        if (rectifies) {
            rectifier.apply(context);
        } else {
            ActivationRules.clip(context);
        }
    }
}
