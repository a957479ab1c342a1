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
import xai4j.explain.Applicability;
import xai4j.explain.Clock;
import xai4j.explain.Explainer;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.explain.Provenance;
import xai4j.gradient.AttnLrp;
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

/** Explainers by name, for every method on the class path. */
public final class Explainers {
    private Explainers() {}

    /**
     * All methods on the class path, sorted by name.
     *
     * @throws xai4j.tensor.XaiException if two of them have one name; the message names both providers
     */
    public static List<ExplainerDescriptor> methods() {
        return MethodRegistry.of(Services.load(MethodProvider.class));
    }

    /** What each method can do for a model, by name, as far as can be told without running it. */
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
     * The explainer that a provenance tells of: the same method with the same options and target. For the model and the picture that it names, the
     * explanation is the same, bit for bit.
     *
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

    /** LIME: a linear model of the scores near the image (Ribeiro et al. 2016). */
    public static Lime lime(Model model) {
        return new Lime(model);
    }

    /** How far the score falls under a sliding window (Zeiler and Fergus 2014). */
    public static Occlusion occlusion(Model model) {
        return new Occlusion(model);
    }

    /** How far the score falls without each region. */
    public static FeatureAblation featureAblation(Model model) {
        return new FeatureAblation(model);
    }

    /** Anchors (Ribeiro et al. 2018). */
    public static Anchors anchors(Model model) {
        return new Anchors(model);
    }

    /** CAM (Zhou et al. 2016), for networks that end in one pooling and one linear layer. */
    public static ClassicCam cam(ActivationModel model) {
        return CamMethods.cam(model);
    }

    /** Grad-CAM (Selvaraju et al. 2017). */
    public static GradientCam gradCam(DifferentiableModel model) {
        return CamMethods.gradCam(model);
    }

    /** Finer-CAM: Grad-CAM of a class against those most like it (Zhang et al. 2025). */
    public static FinerCam finerCam(DifferentiableModel model) {
        return CamMethods.finerCam(model);
    }

    /** Grad-CAM++ (Chattopadhay et al. 2018). */
    public static GradientCam gradCamPlusPlus(DifferentiableModel model) {
        return CamMethods.gradCamPlusPlus(model);
    }

    /** LayerCAM (Jiang et al. 2021). */
    public static GradientCam layerCam(DifferentiableModel model) {
        return CamMethods.layerCam(model);
    }

    /** HiResCAM (Draelos and Carin 2020). */
    public static GradientCam hiResCam(DifferentiableModel model) {
        return CamMethods.hiResCam(model);
    }

    /** XGrad-CAM (Fu et al. 2020). */
    public static GradientCam xGradCam(DifferentiableModel model) {
        return CamMethods.xGradCam(model);
    }

    /** The first principal component of gradient times activation. */
    public static GradientCam eigenGradCam(DifferentiableModel model) {
        return CamMethods.eigenGradCam(model);
    }

    /**
     * A gradient-based CAM of one's own formula.
     *
     * @param name its method name, lower case with hyphens, not one of the library's; it stands in the provenance
     */
    public static GradientCam gradientCam(String name, CamFormula formula, DifferentiableModel model) {
        return CamMethods.gradientCam(name, formula, model);
    }

    /** Eigen-CAM (Muhammad and Yeasin 2020), the same map for every class. */
    public static EigenCam eigenCam(ActivationModel model) {
        return CamMethods.eigenCam(model);
    }

    /** Score-CAM (Wang et al. 2020). */
    public static ScoreCam scoreCam(ActivationModel model) {
        return CamMethods.scoreCam(model);
    }

    /** Ablation-CAM (Desai and Ramaswamy 2020). */
    public static AblationCam ablationCam(InterventionModel model) {
        return CamMethods.ablationCam(model);
    }

    /** Attention rollout (Abnar and Zuidema 2020), the same map for every class. */
    public static AttentionRollout attentionRollout(ActivationModel model) {
        return AttentionMethods.attentionRollout(model);
    }

    /** Gradient-weighted attention relevance (Chefer, Gur and Wolf 2021). */
    public static AttentionRelevance attentionRelevance(DifferentiableModel model) {
        return AttentionMethods.attentionRelevance(model);
    }

    /** LeGrad (Bousselham et al. 2024): the positive gradient of the attention. */
    public static LeGrad legrad(DifferentiableModel model) {
        return AttentionMethods.legrad(model);
    }

    /** The magnitude of the input gradient (Simonyan et al. 2013). */
    public static Saliency saliency(DifferentiableModel model) {
        return GradientMethods.saliency(model);
    }

    /** The input gradient times the input. */
    public static InputXGradient inputXGradient(DifferentiableModel model) {
        return GradientMethods.inputXGradient(model);
    }

    /** Integrated gradients (Sundararajan et al. 2017). */
    public static IntegratedGradients integratedGradients(DifferentiableModel model) {
        return GradientMethods.integratedGradients(model);
    }

    /** Guided integrated gradients (Kapishnikov et al. 2021). */
    public static GuidedIg guidedIg(DifferentiableModel model) {
        return GradientMethods.guidedIg(model);
    }

    /** XRAI: regions ranked by integrated gradients (Kapishnikov et al. 2019). */
    public static Xrai xrai(DifferentiableModel model) {
        return GradientMethods.xrai(model);
    }

    /** SmoothGrad (Smilkov et al. 2017). */
    public static SmoothGrad smoothGrad(DifferentiableModel model) {
        return GradientMethods.smoothGrad(model);
    }

    /** The mean squared gradient under noise (SmoothGrad²). */
    public static SmoothGrad smoothGradSquared(DifferentiableModel model) {
        return GradientMethods.smoothGradSquared(model);
    }

    /** VarGrad (Adebayo et al. 2018): the variance of the gradient under noise. */
    public static SmoothGrad varGrad(DifferentiableModel model) {
        return GradientMethods.varGrad(model);
    }

    /** Guided backpropagation (Springenberg et al. 2015). */
    public static ModifiedGradient guidedBackprop(DifferentiableModel model) {
        return GradientMethods.guidedBackprop(model);
    }

    /** Deconvnet (Zeiler and Fergus 2014). */
    public static ModifiedGradient deconvnet(DifferentiableModel model) {
        return GradientMethods.deconvnet(model);
    }

    /** Guided Grad-CAM (Selvaraju et al. 2017). */
    public static GuidedGradCam guidedGradCam(DifferentiableModel model) {
        return CamMethods.guidedGradCam(model);
    }

    /** Gradient SHAP (Erion et al. 2021). */
    public static GradientShap gradientShap(DifferentiableModel model) {
        return GradientMethods.gradientShap(model);
    }

    /** DeepLIFT, rescale rule (Shrikumar et al. 2017), against one baseline. */
    public static DeepLift deepLift(DifferentiableModel model) {
        return GradientMethods.deepLift(model);
    }

    /** DeepSHAP (Lundberg and Lee 2017) over a background. */
    public static DeepLift deepShap(DifferentiableModel model) {
        return GradientMethods.deepShap(model);
    }

    /** Layer-wise relevance propagation (Bach et al. 2015). */
    public static Lrp lrp(DifferentiableModel model) {
        return GradientMethods.lrp(model);
    }

    /** AttnLRP: relevance propagation through attention (Achtibat et al. 2024). */
    public static AttnLrp attnLrp(DifferentiableModel model) {
        return GradientMethods.attnLrp(model);
    }

    /** Shapley values of regions by regression on sampled coalitions (Lundberg and Lee 2017). */
    public static KernelShap kernelShap(Model model) {
        return new KernelShap(model);
    }

    /** Shapley values of at most 20 regions from every coalition. */
    public static ExactShapley exactShapley(Model model) {
        return new ExactShapley(model);
    }

    /** Shapley values of regions from sampled orders (Castro et al. 2009). */
    public static ShapleySampling shapleySampling(Model model) {
        return new ShapleySampling(model);
    }

    /** The mean of random masks weighted by the scores under them (Petsiuk et al. 2018). */
    public static Rise rise(Model model) {
        return new Rise(model);
    }

    /** Owen values over a tree of image blocks (Owen 1977): fine maps from few calls. */
    public static Owen owen(Model model) {
        return Owen.of(model);
    }

    /** Prototype networks (Chen et al. 2019): this looks like that. */
    public static Prototypes prototypes(ActivationModel model) {
        return new Prototypes(model);
    }

    /** A network read as a tree of decisions (Wan et al. 2021); soft rule unless {@code hard()}. */
    public static Nbdt nbdt(ActivationModel model) {
        return new Nbdt(model);
    }
}
