package xai4j;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import xai4j.anchors.Anchors;
import xai4j.attention.AttentionMethods;
import xai4j.attention.AttentionRelevance;
import xai4j.attention.AttentionRollout;
import xai4j.attention.LeGrad;
import xai4j.cam.AblationCam;
import xai4j.cam.CamFormula;
import xai4j.cam.CamMethods;
import xai4j.cam.ClassicCam;
import xai4j.cam.EigenCam;
import xai4j.cam.FinerCam;
import xai4j.cam.GradientCam;
import xai4j.cam.GuidedGradCam;
import xai4j.cam.ScoreCam;
import xai4j.coalition.Together;
import xai4j.explain.Applicability;
import xai4j.explain.Clock;
import xai4j.explain.Explainer;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.explain.Provenance;
import xai4j.gradient.AttnLrp;
import xai4j.gradient.BlurIg;
import xai4j.gradient.DeepLift;
import xai4j.gradient.GradientMethods;
import xai4j.gradient.GradientShap;
import xai4j.gradient.GuidedIg;
import xai4j.gradient.InputXGradient;
import xai4j.gradient.IntegratedGradients;
import xai4j.gradient.Lrp;
import xai4j.gradient.ModifiedGradient;
import xai4j.gradient.Saliency;
import xai4j.gradient.SmoothGrad;
import xai4j.gradient.Xrai;
import xai4j.io.Services;
import xai4j.lime.Lime;
import xai4j.model.ActivationModel;
import xai4j.model.DifferentiableModel;
import xai4j.model.InterventionModel;
import xai4j.model.Model;
import xai4j.nbdt.Nbdt;
import xai4j.occlusion.FeatureAblation;
import xai4j.occlusion.Occlusion;
import xai4j.prototype.Prototypes;
import xai4j.rise.Rise;
import xai4j.shap.ExactShapley;
import xai4j.shap.KernelShap;
import xai4j.shap.Owen;
import xai4j.shap.ShapleySampling;

/**
 * The way in: an explainer for every method, by factory or by name.
 *
 * <pre>{@code
 * SegmentAttribution why = Explainers.kernelShap(model).samples(1000).seed(7).explain(photograph);
 * Png.write(why.render().overlay(photograph), Path.of("why.png"));
 * }</pre>
 *
 * <p>Explainers are immutable: each option gives a new one. What a factory gets is not looked at before {@code explain}; {@link #inspect} says
 * beforehand what can be explained. A model's level is asked for when it is opened: {@code Models.load(path, DifferentiableModel.class)}.
 */
public final class Explainers {
    private Explainers() {}

    /**
     * All methods on the class path, sorted by name.
     *
     * <pre>{@code
     * Explainers.methods().forEach(method -> System.out.println(method.name() + ": " + method.meaning()));
     * }</pre>
     *
     * @return what is known of each without a model
     * @throws xai4j.tensor.XaiException if two of them have one name; the message names both providers
     */
    public static List<ExplainerDescriptor> methods() {
        return MethodRegistry.of(Services.load(MethodProvider.class));
    }

    /**
     * What each method can do for a model, by name, as far as can be told without running it.
     *
     * <pre>{@code
     * Explainers.inspect(model).forEach((method, can) -> System.out.println(method + ": " + can.level() + " " + can.reason()));
     * }</pre>
     *
     * @param model any model
     * @return for every method whether it explains the model exactly, approximately or not at all, and why
     * @throws xai4j.tensor.XaiException if two methods have one name
     */
    public static Map<String, Applicability> inspect(Model model) {
        return methods().stream()
                .collect(Collectors.toMap(
                        ExplainerDescriptor::name,
                        method -> method.applicability().apply(model),
                        (a, b) -> a,
                        TreeMap::new));
    }

    /**
     * What each method can do for a model, by name, each question tried once: scores, inner values and gradients are computed for an image of
     * noise, so that nothing is promised which the engine then refuses. Takes a few passes through the model; what has not ended within 20
     * seconds is answered as by {@link #inspect}, and its reason says so.
     *
     * <pre>{@code
     * Applicability gradCam = Explainers.tried(model).get("grad-cam");
     * }</pre>
     *
     * @param model any model
     * @return for every method whether it explains the model exactly, approximately or not at all, and why
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static Map<String, Applicability> tried(Model model) {
        return tried(new TriedModel(model, Clock.SYSTEM));
    }

    static Map<String, Applicability> tried(TriedModel model) {
        Optional<Applicability> failed = model.scoresObstacle().map(Applicability::impossible);
        if (failed.isEmpty()) {
            model.tryGradients();
        }
        Map<String, Applicability> found = new TreeMap<>();
        for (ExplainerDescriptor method : methods()) {
            int before = model.untried();
            Applicability told = failed.orElseGet(() -> method.applicability().apply(model));
            found.put(method.name(), model.untried() > before ? told.untried() : told);
        }
        return found;
    }

    /**
     * The explainer of a method's name, with default options.
     *
     * <pre>{@code
     * Explanation why = Explainers.named("lime", model).set("samples", "500").explain(photograph);
     * }</pre>
     *
     * @param name as {@link #methods()} lists it
     * @param model any model
     * @return the explainer, which takes options by name and text
     * @throws IllegalArgumentException if there is no such method, or it cannot explain this model; the message says why,
     *     and which methods can
     */
    public static Explainer<?> named(String name, Model model) {
        ExplainerDescriptor method = methods().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown method \"" + name + "\"; known: "
                        + methods().stream().map(ExplainerDescriptor::name).collect(Collectors.joining(", "))));
        Applicability applicability = method.applicability().apply(model);
        if (applicability.level() == Applicability.Level.IMPOSSIBLE) {
            throw new IllegalArgumentException(name + " cannot explain "
                    + model.spec().name() + ": " + applicability.reason() + "; these can: "
                    + inspect(model).entrySet().stream()
                            .filter(entry -> entry.getValue().level() == Applicability.Level.EXACT)
                            .map(Map.Entry::getKey)
                            .collect(Collectors.joining(", ")));
        }
        return method.factory().apply(model);
    }

    /**
     * Several explainers of one model, explained together, so that what they ask alike is asked once:
     *
     * <pre>{@code
     * List<Explanation> both = Explainers.together(Explainers.lime(model), Explainers.kernelShap(model)).explain(photograph);
     * }</pre>
     *
     * <p>{@link Together} says what they share and which numbers depend on it.
     *
     * @param explainers in the order wanted; those of different models share nothing
     * @return what explains with all of them
     */
    public static Together together(Explainer<?>... explainers) {
        return Together.of(List.of(explainers));
    }

    /**
     * The explainer that a provenance tells of: the same method with the same options and target. For the model and the picture that it names, the
     * explanation is the same, bit for bit.
     *
     * <pre>{@code
     * Explanation kept = ExplanationJson.read(Path.of("why.json"));
     * boolean same = Explainers.of(kept.provenance(), model).explain(photograph).sameResultAs(kept);
     * }</pre>
     *
     * @param provenance of an explanation, made here or read
     * @param model the model that it names, opened with the same options
     * @return the explainer
     * @throws IllegalArgumentException if there is no such method or option, it cannot explain this model, or the model's fingerprint is another
     */
    public static Explainer<?> of(Provenance provenance, Model model) {
        String fingerprint = model.spec().sha256();
        if (!provenance.modelSha256().equals(fingerprint)) {
            throw new IllegalArgumentException("the explanation is of " + provenance.model() + " (SHA-256 "
                    + provenance.modelSha256() + "), not of " + model.spec().name() + " (SHA-256 " + fingerprint + ")");
        }
        Explainer<?> explainer = named(provenance.method(), model);
        for (Map.Entry<String, String> option : provenance.options().entrySet()) {
            explainer = explainer.set(option.getKey(), option.getValue());
        }
        return explainer;
    }

    /**
     * LIME: a linear model of the scores near the image (Ribeiro et al. 2016).
     *
     * <pre>{@code
     * SegmentAttribution why = Explainers.lime(model).samples(1000).seed(7).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return LIME with 1,000 masks over about 60 superpixels, weights per region
     */
    public static Lime lime(Model model) {
        return new Lime(model);
    }

    /**
     * How far the score falls under a sliding window (Zeiler and Fergus 2014).
     *
     * <pre>{@code
     * Explanation why = Explainers.occlusion(model).window(32).stride(16).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return occlusion; a map, or weights per region once {@code segmenter} is given
     */
    public static Occlusion occlusion(Model model) {
        return new Occlusion(model);
    }

    /**
     * How far the score falls without each region.
     *
     * <pre>{@code
     * SegmentAttribution why = Explainers.featureAblation(model).segmenter(Segmenter.grid(7, 7)).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return feature ablation over superpixels, one call per region
     */
    public static FeatureAblation featureAblation(Model model) {
        return new FeatureAblation(model);
    }

    /**
     * Anchors (Ribeiro et al. 2018).
     *
     * <pre>{@code
     * Anchor rule = Explainers.anchors(model).threshold(0.9).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return anchors at a precision of 0.95
     */
    public static Anchors anchors(Model model) {
        return new Anchors(model);
    }

    /**
     * CAM (Zhou et al. 2016), for networks that end in one pooling and one linear layer.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.cam(model).target(Target.label("robin")).explain(photograph);
     * }</pre>
     *
     * @param model a network whose inner maps can be read, and that ends in a pooling and one linear layer
     * @return CAM of the predicted class at the last map; {@code explain} refuses a network without such a head and says what stands there
     */
    public static ClassicCam cam(ActivationModel model) {
        return CamMethods.cam(model);
    }

    /**
     * Grad-CAM (Selvaraju et al. 2017).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.gradCam(model).target(Target.top(3)).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return Grad-CAM of the predicted class at the last map
     */
    public static GradientCam gradCam(DifferentiableModel model) {
        return CamMethods.gradCam(model);
    }

    /**
     * Finer-CAM: Grad-CAM of a class against those most like it (Zhang et al. 2025).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.finerCam(model).against(3).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return Finer-CAM of the predicted class against the three most like it
     */
    public static FinerCam finerCam(DifferentiableModel model) {
        return CamMethods.finerCam(model);
    }

    /**
     * Grad-CAM++ (Chattopadhay et al. 2018).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.gradCamPlusPlus(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return Grad-CAM++ of the predicted class at the last map
     */
    public static GradientCam gradCamPlusPlus(DifferentiableModel model) {
        return CamMethods.gradCamPlusPlus(model);
    }

    /**
     * LayerCAM (Jiang et al. 2021).
     *
     * <pre>{@code
     * SaliencyMap fine = Explainers.layerCam(model).layer(model.layers().get(0).name()).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return LayerCAM of the predicted class at the last map; good at earlier ones, too
     */
    public static GradientCam layerCam(DifferentiableModel model) {
        return CamMethods.layerCam(model);
    }

    /**
     * HiResCAM (Draelos and Carin 2020).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.hiResCam(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return HiResCAM of the predicted class at the last map
     */
    public static GradientCam hiResCam(DifferentiableModel model) {
        return CamMethods.hiResCam(model);
    }

    /**
     * XGrad-CAM (Fu et al. 2020).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.xGradCam(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return XGrad-CAM of the predicted class at the last map
     */
    public static GradientCam xGradCam(DifferentiableModel model) {
        return CamMethods.xGradCam(model);
    }

    /**
     * The first principal component of gradient times activation.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.eigenGradCam(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return Eigen-Grad-CAM of the predicted class at the last map
     */
    public static GradientCam eigenGradCam(DifferentiableModel model) {
        return CamMethods.eigenGradCam(model);
    }

    /**
     * A gradient-based CAM of one's own formula.
     *
     * <pre>{@code
     * CamFormula positive = (a, g) -> a.map((k, i) -> Math.max(0, a.at(k, i) * g.at(k, i)));
     * SaliencyMap map = Explainers.gradientCam("positive-cam", positive, model).explain(photograph);
     * }</pre>
     *
     * @param name its method name, lower case with hyphens, not one of the library's; it stands in the provenance
     * @param formula what becomes of activations and gradients
     * @param model a network with gradients
     * @return the explainer of the predicted class at the last map
     * @throws IllegalArgumentException if the name is not written so, or is one of the library's
     */
    public static GradientCam gradientCam(String name, CamFormula formula, DifferentiableModel model) {
        return CamMethods.gradientCam(name, formula, model);
    }

    /**
     * Eigen-CAM (Muhammad and Yeasin 2020), the same map for every class.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.eigenCam(model).explain(photograph);
     * }</pre>
     *
     * @param model a network whose inner maps can be read
     * @return Eigen-CAM at the last map
     */
    public static EigenCam eigenCam(ActivationModel model) {
        return CamMethods.eigenCam(model);
    }

    /**
     * Score-CAM (Wang et al. 2020).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.scoreCam(model).explain(photograph);
     * }</pre>
     *
     * @param model a network whose inner maps can be read
     * @return Score-CAM of the predicted class at the last map, one call per channel
     */
    public static ScoreCam scoreCam(ActivationModel model) {
        return CamMethods.scoreCam(model);
    }

    /**
     * Ablation-CAM (Desai and Ramaswamy 2020).
     *
     * <pre>{@code
     * InterventionModel network = Models.load(Path.of("model.onnx"), InterventionModel.class);
     * SaliencyMap map = Explainers.ablationCam(network).explain(photograph);
     * }</pre>
     *
     * @param model a network whose inner maps can be changed
     * @return Ablation-CAM of the predicted class at the last map, one partial pass per channel
     */
    public static AblationCam ablationCam(InterventionModel model) {
        return CamMethods.ablationCam(model);
    }

    /**
     * Attention rollout (Abnar and Zuidema 2020), the same map for every class.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.attentionRollout(model).discardRatio(0.9).explain(photograph);
     * }</pre>
     *
     * @param model a transformer whose attention can be read
     * @return attention rollout with the mean of the heads; {@code explain} refuses a network without attention
     */
    public static AttentionRollout attentionRollout(ActivationModel model) {
        return AttentionMethods.attentionRollout(model);
    }

    /**
     * Gradient-weighted attention relevance (Chefer, Gur and Wolf 2021).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.attentionRelevance(model).target(Target.top(2)).explain(photograph);
     * }</pre>
     *
     * @param model a transformer with gradients
     * @return attention relevance of the predicted class; {@code explain} refuses a network without attention
     */
    public static AttentionRelevance attentionRelevance(DifferentiableModel model) {
        return AttentionMethods.attentionRelevance(model);
    }

    /**
     * LeGrad (Bousselham et al. 2024): the positive gradient of the attention.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.legrad(model).explain(photograph);
     * }</pre>
     *
     * @param model a transformer with gradients
     * @return LeGrad of the predicted class; {@code explain} refuses a network without attention
     */
    public static LeGrad legrad(DifferentiableModel model) {
        return AttentionMethods.legrad(model);
    }

    /**
     * The magnitude of the input gradient (Simonyan et al. 2013).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.saliency(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return saliency of the predicted class, {@code [1, C, H, W]}
     */
    public static Saliency saliency(DifferentiableModel model) {
        return GradientMethods.saliency(model);
    }

    /**
     * The input gradient times the input.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.inputXGradient(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return gradient times input of the predicted class
     */
    public static InputXGradient inputXGradient(DifferentiableModel model) {
        return GradientMethods.inputXGradient(model);
    }

    /**
     * Integrated gradients (Sundararajan et al. 2017).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.integratedGradients(model).baseline(Baseline.black()).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return integrated gradients of the predicted class, refined until at most 1 % of the score is unexplained
     */
    public static IntegratedGradients integratedGradients(DifferentiableModel model) {
        return GradientMethods.integratedGradients(model);
    }

    /**
     * Guided integrated gradients (Kapishnikov et al. 2021).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.guidedIg(model).steps(100).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return guided integrated gradients of the predicted class
     */
    public static GuidedIg guidedIg(DifferentiableModel model) {
        return GradientMethods.guidedIg(model);
    }

    /**
     * Blur integrated gradients (Xu et al. 2020): from the blurred image to the image, so that no baseline has to be chosen.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.blurIg(model).steps(100).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return blur integrated gradients of the predicted class
     */
    public static BlurIg blurIg(DifferentiableModel model) {
        return GradientMethods.blurIg(model);
    }

    /**
     * XRAI: regions ranked by integrated gradients (Kapishnikov et al. 2019).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.xrai(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return XRAI of the predicted class
     */
    public static Xrai xrai(DifferentiableModel model) {
        return GradientMethods.xrai(model);
    }

    /**
     * SmoothGrad (Smilkov et al. 2017).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.smoothGrad(model).samples(50).noise(0.1).seed(7).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return SmoothGrad of the predicted class
     */
    public static SmoothGrad smoothGrad(DifferentiableModel model) {
        return GradientMethods.smoothGrad(model);
    }

    /**
     * The mean squared gradient under noise (SmoothGrad²).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.smoothGradSquared(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return SmoothGrad² of the predicted class
     */
    public static SmoothGrad smoothGradSquared(DifferentiableModel model) {
        return GradientMethods.smoothGradSquared(model);
    }

    /**
     * VarGrad (Adebayo et al. 2018): the variance of the gradient under noise.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.varGrad(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return VarGrad of the predicted class
     */
    public static SmoothGrad varGrad(DifferentiableModel model) {
        return GradientMethods.varGrad(model);
    }

    /**
     * Guided backpropagation (Springenberg et al. 2015).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.guidedBackprop(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return guided backpropagation; it draws edges whatever the class, as the sanity checks show
     */
    public static ModifiedGradient guidedBackprop(DifferentiableModel model) {
        return GradientMethods.guidedBackprop(model);
    }

    /**
     * Deconvnet (Zeiler and Fergus 2014).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.deconvnet(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return deconvnet; it draws edges whatever the class, as the sanity checks show
     */
    public static ModifiedGradient deconvnet(DifferentiableModel model) {
        return GradientMethods.deconvnet(model);
    }

    /**
     * Guided Grad-CAM (Selvaraju et al. 2017).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.guidedGradCam(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return guided Grad-CAM of the predicted class at the last map
     */
    public static GuidedGradCam guidedGradCam(DifferentiableModel model) {
        return CamMethods.guidedGradCam(model);
    }

    /**
     * Gradient SHAP (Erion et al. 2021).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.gradientShap(model).samples(200).seed(7).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return gradient SHAP of the predicted class with standard errors
     */
    public static GradientShap gradientShap(DifferentiableModel model) {
        return GradientMethods.gradientShap(model);
    }

    /**
     * DeepLIFT, rescale rule (Shrikumar et al. 2017), against one baseline.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.deepLift(model).baseline(Baseline.blur()).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return DeepLIFT of the predicted class
     */
    public static DeepLift deepLift(DifferentiableModel model) {
        return GradientMethods.deepLift(model);
    }

    /**
     * DeepSHAP (Lundberg and Lee 2017) over a background.
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.deepShap(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return DeepSHAP of the predicted class
     */
    public static DeepLift deepShap(DifferentiableModel model) {
        return GradientMethods.deepShap(model);
    }

    /**
     * Layer-wise relevance propagation (Bach et al. 2015).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.lrp(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return LRP of the predicted class with the composite of its option
     */
    public static Lrp lrp(DifferentiableModel model) {
        return GradientMethods.lrp(model);
    }

    /**
     * AttnLRP: relevance propagation through attention (Achtibat et al. 2024).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.attnLrp(model).explain(photograph);
     * }</pre>
     *
     * @param model a network with gradients
     * @return AttnLRP of the predicted class
     */
    public static AttnLrp attnLrp(DifferentiableModel model) {
        return GradientMethods.attnLrp(model);
    }

    /**
     * Shapley values of regions by regression on sampled coalitions (Lundberg and Lee 2017).
     *
     * <pre>{@code
     * SegmentAttribution why = Explainers.kernelShap(model).samples(1000).seed(7).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return KernelSHAP over about 60 superpixels, with standard errors
     */
    public static KernelShap kernelShap(Model model) {
        return new KernelShap(model);
    }

    /**
     * Shapley values of at most 20 regions from every coalition.
     *
     * <pre>{@code
     * SegmentAttribution why = Explainers.exactShapley(model).segmenter(Segmenter.grid(4, 4)).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return exact Shapley values; {@code explain} refuses more than 20 regions
     */
    public static ExactShapley exactShapley(Model model) {
        return new ExactShapley(model);
    }

    /**
     * Shapley values of regions from sampled orders (Castro et al. 2009).
     *
     * <pre>{@code
     * SegmentAttribution why = Explainers.shapleySampling(model).permutations(20).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return Shapley values from antithetic pairs of orders, with standard errors
     */
    public static ShapleySampling shapleySampling(Model model) {
        return new ShapleySampling(model);
    }

    /**
     * The mean of random masks weighted by the scores under them (Petsiuk et al. 2018).
     *
     * <pre>{@code
     * SaliencyMap map = Explainers.rise(model).samples(4000).seed(7).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return RISE, with standard errors
     */
    public static Rise rise(Model model) {
        return new Rise(model);
    }

    /**
     * Owen values over a tree of image blocks (Owen 1977): fine maps from few calls.
     *
     * <pre>{@code
     * SegmentAttribution why = Explainers.owen(model).samples(500).explain(photograph);
     * }</pre>
     *
     * @param model the model, of which only scores are asked
     * @return Owen values over 28 × 28 cells with absent ones blurred
     */
    public static Owen owen(Model model) {
        return Owen.of(model);
    }

    /**
     * Prototype networks (Chen et al. 2019): this looks like that.
     *
     * <pre>{@code
     * PrototypeMatches why = Explainers.prototypes(model).because().explain(photograph);
     * }</pre>
     *
     * @param model a network whose inner maps can be read, trained with prototypes
     * @return the matches of the predicted class; {@code explain} refuses a network without prototypes
     */
    public static Prototypes prototypes(ActivationModel model) {
        return new Prototypes(model);
    }

    /**
     * A network read as a tree of decisions (Wan et al. 2021); soft rule unless {@code hard()}.
     *
     * <pre>{@code
     * DecisionPath why = Explainers.nbdt(model).hard().explain(photograph);
     * }</pre>
     *
     * @param model a network whose inner maps can be read, and that ends in one linear layer
     * @return the decisions for the predicted class, by a tree induced from the weights unless the model brings one
     */
    public static Nbdt nbdt(ActivationModel model) {
        return new Nbdt(model);
    }
}
