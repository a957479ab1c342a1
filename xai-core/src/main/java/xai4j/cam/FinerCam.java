package xai4j.cam;

import java.util.List;
import xai4j.explain.ClassTarget;
import xai4j.explain.FinerTarget;
import xai4j.explain.Option;
import xai4j.explain.Target;
import xai4j.model.DifferentiableModel;

/**
 * Finer-CAM (Zhang et al. 2025): Grad-CAM of a class against those most like it, so that what they share fades and what tells them apart
 * stays. The values are {@code [T, h, w]}, as Grad-CAM's.
 */
public final class FinerCam extends Cam<DifferentiableModel, FinerCam> {
    /** How many classes a class is held against. Option {@code against}, {@code 3} by default; 1 to 1000. */
    public static final Option<Integer> AGAINST =
            Option.integer("against", 3, 1, 1000, "how many of the most similar classes a class is held against");
    /** How strongly. Option {@code strength}, {@code 1.0} by default; 0.0 to 100.0. */
    public static final Option<Double> STRENGTH =
            Option.real("strength", 1, 0, 100, "how strongly it is held against them (alpha)");

    FinerCam(DifferentiableModel model) {
        this(Setup.of(model, LAYER, SCORE, AGAINST, STRENGTH));
    }

    private FinerCam(Setup<DifferentiableModel> setup) {
        super("finer-cam", setup);
    }

    /** This explainer against another number of classes. */
    public FinerCam against(int classes) {
        return with(AGAINST, classes);
    }

    /** This explainer with another strength α; 0 is Grad-CAM. */
    public FinerCam strength(double alpha) {
        return with(STRENGTH, alpha);
    }

    @Override
    protected FinerCam copy(Setup<DifferentiableModel> other) {
        return new FinerCam(other);
    }

    /** Classes become themselves against others; a target that is no class is already a comparison. */
    @Override
    protected Target meaning(Target target) {
        return target instanceof ClassTarget ? new FinerTarget(target, get(AGAINST), get(STRENGTH)) : target;
    }

    @Override
    List<LayerMap> maps(CamRequest request) {
        return CamMethods.gradCam(model()).score(get(SCORE)).maps(request);
    }
}
