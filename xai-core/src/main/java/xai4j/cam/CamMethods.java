package xai4j.cam;

import java.util.List;
import java.util.function.Function;
import xai4j.attribution.RuleApplicability;
import xai4j.explain.Applicability;
import xai4j.explain.Explainer;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.model.ActivationModel;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.InterventionModel;
import xai4j.model.LinearHead;

/** The class activation maps by name. */
public final class CamMethods implements MethodProvider {
    @Override
    public List<ExplainerDescriptor> methods() {
        return List.of(
                ExplainerDescriptor.of(
                        "cam",
                        "class weights behind the pooling (Zhou 2016)",
                        ActivationModel.class,
                        CamMethods::head,
                        CamMethods::cam),
                gradient("grad-cam", "channels weighed by their mean gradient (Selvaraju 2017)", CamMethods::gradCam),
                gradient(
                        "grad-cam++",
                        "channels weighed by higher-order terms (Chattopadhay 2018)",
                        CamMethods::gradCamPlusPlus),
                gradient("xgrad-cam", "gradients weighed by activation (Fu 2020)", CamMethods::xGradCam),
                gradient("hires-cam", "gradient times activation (Draelos 2020)", CamMethods::hiResCam),
                gradient("layer-cam", "positive gradient times activation (Jiang 2021)", CamMethods::layerCam),
                gradient("finer-cam", "Grad-CAM against the most similar classes (Zhang 2025)", CamMethods::finerCam),
                gradient("grad-cam-elementwise", "positive part of gradient times activation", CamMethods::elementWise),
                gradient(
                        "eigen-grad-cam",
                        "first principal component of gradient times activation",
                        CamMethods::eigenGradCam),
                ExplainerDescriptor.of(
                        "eigen-cam",
                        "first principal component of the feature maps (Muhammad 2020)",
                        ActivationModel.class,
                        CamMethods::spatial,
                        CamMethods::eigenCam),
                ExplainerDescriptor.of(
                        "score-cam",
                        "channels weighed by the score of the image they mask (Wang 2020)",
                        ActivationModel.class,
                        CamMethods::spatial,
                        CamMethods::scoreCam),
                ExplainerDescriptor.of(
                        "ablation-cam",
                        "channels weighed by what their removal costs (Desai 2020)",
                        InterventionModel.class,
                        CamMethods::spatial,
                        CamMethods::ablationCam),
                ExplainerDescriptor.of(
                        "guided-grad-cam",
                        "guided backpropagation times Grad-CAM (Selvaraju 2017)",
                        DifferentiableModel.class,
                        CamMethods::guidedMap,
                        CamMethods::guidedGradCam));
    }

    /** CAM (Zhou et al. 2016). */
    public static ClassicCam cam(ActivationModel model) {
        return new ClassicCam(model);
    }

    /** Grad-CAM (Selvaraju et al. 2017). */
    public static GradientCam gradCam(DifferentiableModel model) {
        return new GradientCam("grad-cam", new GradCamFormula(), false, model);
    }

    /** Grad-CAM++ (Chattopadhay et al. 2018). */
    public static GradientCam gradCamPlusPlus(DifferentiableModel model) {
        return new GradientCam("grad-cam++", new GradCamPlusPlusFormula(), false, model);
    }

    /** XGrad-CAM (Fu et al. 2020). */
    public static GradientCam xGradCam(DifferentiableModel model) {
        return new GradientCam("xgrad-cam", new XGradCamFormula(), false, model);
    }

    /** HiResCAM (Draelos and Carin 2020). */
    public static GradientCam hiResCam(DifferentiableModel model) {
        return new GradientCam("hires-cam", new HiResCamFormula(), false, model);
    }

    /** LayerCAM (Jiang et al. 2021). */
    public static GradientCam layerCam(DifferentiableModel model) {
        return new GradientCam("layer-cam", new LayerCamFormula(), false, model);
    }

    /** Eigen-Grad-CAM: the first principal component of gradient × activation. */
    public static GradientCam eigenGradCam(DifferentiableModel model) {
        return new GradientCam("eigen-grad-cam", new HiResCamFormula(), true, model);
    }

    /** Finer-CAM (Zhang et al. 2025). */
    public static FinerCam finerCam(DifferentiableModel model) {
        return new FinerCam(model);
    }

    /** Eigen-CAM (Muhammad and Yeasin 2020). */
    public static EigenCam eigenCam(ActivationModel model) {
        return new EigenCam(model);
    }

    /** Score-CAM (Wang et al. 2020). */
    public static ScoreCam scoreCam(ActivationModel model) {
        return new ScoreCam(model);
    }

    /** Ablation-CAM (Desai and Ramaswamy 2020). */
    public static AblationCam ablationCam(InterventionModel model) {
        return new AblationCam(model);
    }

    /** Guided Grad-CAM (Selvaraju et al. 2017). */
    public static GuidedGradCam guidedGradCam(DifferentiableModel model) {
        return new GuidedGradCam(model);
    }

    /**
     * A gradient-based CAM of one's own formula.
     *
     * @param name its method name, lower case with hyphens: it stands in the provenance, so that it must not be one of ours
     * @throws IllegalArgumentException if the name is not written so, or is one of ours
     */
    public static GradientCam gradientCam(String name, CamFormula formula, DifferentiableModel model) {
        if (!name.matches("[a-z][a-z0-9+.-]*")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no method name: lower case letters, digits and hyphens are");
        }
        if (new CamMethods().methods().stream().anyMatch(method -> method.name().equals(name))) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is a method of the library; give the formula another name");
        }
        return new GradientCam(name, formula, false, model);
    }

    private static GradientCam elementWise(DifferentiableModel model) {
        return new GradientCam("grad-cam-elementwise", new ElementWiseGradCamFormula(), false, model);
    }

    private static ExplainerDescriptor gradient(
            String name, String meaning, Function<DifferentiableModel, Explainer<?>> factory) {
        return ExplainerDescriptor.of(name, meaning, DifferentiableModel.class, CamMethods::differentiable, factory);
    }

    private static Applicability spatial(ActivationModel model) {
        return model.lastSpatialLayer().isPresent() ? Applicability.EXACT : withoutLast(model);
    }

    /** Where it is not clear which map is the last before the scores, a map that is named can be explained. */
    private static Applicability withoutLast(ActivationModel model) {
        return model.layers().stream()
                .filter(layer -> layer.layout().isSpatial())
                .reduce((first, second) -> second)
                .map(layer -> Applicability.conditional(
                        "no layer is the last with spatial extent; name one with the option layer, as " + layer.name()))
                .orElseGet(() -> Applicability.impossible("no layer has spatial extent"));
    }

    private static Applicability head(ActivationModel model) {
        return model.head()
                .map(head -> head.pooling() == LinearHead.Pooling.MAX
                        ? Applicability.approximate("the head pools by maximum, CAM assumes the mean")
                        : Applicability.EXACT)
                .orElseGet(() -> Applicability.impossible(ClassicCam.noHead(model)));
    }

    private static Applicability differentiable(DifferentiableModel model) {
        return model.lastSpatialLayer()
                .map(layer -> model.obstacle(layer, BackwardRule.GRADIENT)
                        .map(Applicability::impossible)
                        .orElse(Applicability.EXACT))
                .orElseGet(() -> withoutLast(model));
    }

    /** The map needs a layer with spatial extent as well. */
    private static Applicability guidedMap(DifferentiableModel model) {
        return model.lastSpatialLayer().isPresent()
                ? RuleApplicability.of(model, new BackwardRule.Guided())
                : withoutLast(model);
    }
}
