package xai4j.gradient;

import java.util.List;
import java.util.function.Function;
import xai4j.attribution.RuleApplicability;
import xai4j.explain.Explainer;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.LrpComposite;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The input attributions by name. */
public final class GradientMethods implements MethodProvider {
    private static final BackwardRule GUIDED = new BackwardRule.Guided();
    private static final BackwardRule DECONVNET = new BackwardRule.Deconvnet();
    private static final BackwardRule DEEP_LIFT = new BackwardRule.DeepLift(Tensor.zeros(Shape.of(1)));
    private static final BackwardRule LRP = new BackwardRule.Lrp(LrpComposite.epsilon(LrpComposite.EPSILON));

    private static final BackwardRule ATTENTION_LRP = new BackwardRule.AttentionLrp(LrpComposite.EPSILON);

    @Override
    public List<ExplainerDescriptor> methods() {
        BackwardRule gradient = BackwardRule.GRADIENT;
        return List.of(
                method("saliency", "magnitude of the gradient (Simonyan 2013)", gradient, GradientMethods::saliency),
                method("input-x-gradient", "gradient times input", gradient, GradientMethods::inputXGradient),
                method(
                        "integrated-gradients",
                        "mean gradient on the way from a baseline (Sundararajan 2017)",
                        gradient,
                        GradientMethods::integratedGradients),
                method(
                        "guided-ig",
                        "integrated gradients along a way of small gradients (Kapishnikov 2021)",
                        gradient,
                        GradientMethods::guidedIg),
                method(
                        "blur-ig",
                        "integrated gradients on the way from the blurred image (Xu 2020)",
                        gradient,
                        GradientMethods::blurIg),
                method(
                        "xrai",
                        "regions ranked by integrated gradients (Kapishnikov 2019)",
                        gradient,
                        GradientMethods::xrai),
                method(
                        "smooth-grad",
                        "mean gradient under noise (Smilkov 2017)",
                        gradient,
                        GradientMethods::smoothGrad),
                method(
                        "smooth-grad-squared",
                        "mean squared gradient under noise",
                        gradient,
                        GradientMethods::smoothGradSquared),
                method(
                        "var-grad",
                        "variance of the gradient under noise (Adebayo 2018)",
                        gradient,
                        GradientMethods::varGrad),
                method(
                        "gradient-shap",
                        "expected gradients over a background (Erion 2021)",
                        gradient,
                        GradientMethods::gradientShap),
                method(
                        "guided-backprop",
                        "positive signal through active ReLUs (Springenberg 2015)",
                        GUIDED,
                        GradientMethods::guidedBackprop),
                method(
                        "deconvnet",
                        "positive signal through all ReLUs (Zeiler 2014)",
                        DECONVNET,
                        GradientMethods::deconvnet),
                method("deep-lift", "DeepLIFT, rescale rule (Shrikumar 2017)", DEEP_LIFT, GradientMethods::deepLift),
                method(
                        "deep-shap",
                        "DeepLIFT averaged over a background (Lundberg 2017)",
                        DEEP_LIFT,
                        GradientMethods::deepShap),
                method("lrp-epsilon", "layer-wise relevance propagation (Bach 2015)", LRP, GradientMethods::lrp),
                method(
                        "attn-lrp",
                        "relevance propagation through attention (Achtibat 2024)",
                        ATTENTION_LRP,
                        GradientMethods::attnLrp));
    }

    /** The magnitude of the gradient (Simonyan et al. 2013). */
    public static Saliency saliency(DifferentiableModel model) {
        return new Saliency(model);
    }

    /** Gradient times input. */
    public static InputXGradient inputXGradient(DifferentiableModel model) {
        return new InputXGradient(model);
    }

    /** Integrated gradients (Sundararajan et al. 2017). */
    public static IntegratedGradients integratedGradients(DifferentiableModel model) {
        return new IntegratedGradients(model);
    }

    /** Guided integrated gradients (Kapishnikov et al. 2021). */
    public static GuidedIg guidedIg(DifferentiableModel model) {
        return new GuidedIg(model);
    }

    /** Blur integrated gradients (Xu et al. 2020). */
    public static BlurIg blurIg(DifferentiableModel model) {
        return new BlurIg(model);
    }

    /** XRAI (Kapishnikov et al. 2019). */
    public static Xrai xrai(DifferentiableModel model) {
        return new Xrai(model);
    }

    /** SmoothGrad (Smilkov et al. 2017). */
    public static SmoothGrad smoothGrad(DifferentiableModel model) {
        return new SmoothGrad("smooth-grad", SmoothGrad.Statistic.MEAN, model);
    }

    /** The mean squared gradient under noise. */
    public static SmoothGrad smoothGradSquared(DifferentiableModel model) {
        return new SmoothGrad("smooth-grad-squared", SmoothGrad.Statistic.MEAN_SQUARE, model);
    }

    /** VarGrad (Adebayo et al. 2018). */
    public static SmoothGrad varGrad(DifferentiableModel model) {
        return new SmoothGrad("var-grad", SmoothGrad.Statistic.VARIANCE, model);
    }

    /** Gradient SHAP (Erion et al. 2021). */
    public static GradientShap gradientShap(DifferentiableModel model) {
        return new GradientShap(model);
    }

    /** Guided backpropagation (Springenberg et al. 2015). */
    public static ModifiedGradient guidedBackprop(DifferentiableModel model) {
        return new ModifiedGradient("guided-backprop", GUIDED, model);
    }

    /** Deconvnet (Zeiler and Fergus 2014). */
    public static ModifiedGradient deconvnet(DifferentiableModel model) {
        return new ModifiedGradient("deconvnet", DECONVNET, model);
    }

    /** DeepLIFT (Shrikumar et al. 2017). */
    public static DeepLift deepLift(DifferentiableModel model) {
        return DeepLift.lift(model);
    }

    /** DeepSHAP (Lundberg and Lee 2017). */
    public static DeepLift deepShap(DifferentiableModel model) {
        return DeepLift.shap(model);
    }

    /** Layer-wise relevance propagation (Bach et al. 2015). */
    public static Lrp lrp(DifferentiableModel model) {
        return new Lrp(model);
    }

    /** AttnLRP: relevance propagation through attention (Achtibat et al. 2024). */
    public static AttnLrp attnLrp(DifferentiableModel model) {
        return new AttnLrp(model);
    }

    private static ExplainerDescriptor method(
            String name, String meaning, BackwardRule rule, Function<DifferentiableModel, Explainer<?>> factory) {
        return ExplainerDescriptor.of(
                name, meaning, DifferentiableModel.class, model -> RuleApplicability.of(model, rule), factory);
    }
}
