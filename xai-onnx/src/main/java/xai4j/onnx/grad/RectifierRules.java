package xai4j.onnx.grad;

/**
 * Guided backpropagation and deconvnet: at a rectifier only positive signal passes. Clip with a lower bound of zero (ReLU6)
 * counts as a rectifier, and its upper bound holds back what it holds back from the gradient.
 */
final class RectifierRules {
    private RectifierRules() {}

    /** R_in = max(R_out, 0) · f'(x) (Springenberg et al. 2015, arXiv 1412.6806). */
    static RuleBook guided() {
        Rule relu = step ->
                step.add(0, step.emit().mul(step.emit().op("Relu", step.dy()), Masks.positive(step, step.y(0))));
        Rule clip = step -> ActivationRules.clip(step.withCotangent(step.emit().op("Relu", step.dy())));
        return new RuleBook().rule(relu, "Relu").rule(step -> clip(step, clip), "Clip");
    }

    /** R_in = max(R_out, 0) (Zeiler and Fergus 2014, arXiv 1311.2901). */
    static RuleBook deconvnet() {
        Rule relu = step -> step.add(0, step.emit().op("Relu", step.dy()));
        return new RuleBook().rule(relu, "Relu").rule(step -> clip(step, relu), "Clip");
    }

    private static void clip(Step step, Rule rectifier) {
        boolean rectifies = step.node().hasInput(1)
                && step.shapes().constant(step.x(1)).filter(low -> low[0] == 0).isPresent();
        if (rectifies) {
            rectifier.apply(step);
        } else {
            ActivationRules.clip(step);
        }
    }
}
