package xai4j.cam;

import java.util.List;
import xai4j.attribution.AttributionContext;
import xai4j.attribution.InputAttribution;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.SaliencyMap;
import xai4j.image.PixelPlanes;
import xai4j.image.filter.MapResizing;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;

/** Guided Grad-CAM (Selvaraju et al. 2017): guided backpropagation times the enlarged positive part of Grad-CAM. */
public final class GuidedGradCam extends InputAttribution<GuidedGradCam> {
    /**
     * How the map is enlarged to the input. Option {@code resizing}, {@code bilinear} by default; bilinear, nearest.
     */
    public static final Option<MapResizing> RESIZING =
            Option.choice("resizing", MapResizing.BILINEAR, "how the Grad-CAM map is enlarged");

    GuidedGradCam(DifferentiableModel model) {
        this(Setup.of(model, SCORE, BATCH_SIZE, Cam.LAYER, RESIZING));
    }

    private GuidedGradCam(Setup<DifferentiableModel> setup) {
        super("guided-grad-cam", setup);
    }

    /** This explainer for another layer. */
    public GuidedGradCam layer(String name) {
        return with(Cam.LAYER, name);
    }

    @Override
    protected GuidedGradCam copy(Setup<DifferentiableModel> other) {
        return new GuidedGradCam(other);
    }

    @Override
    protected Attributions attribute(AttributionContext context) {
        int[] indices =
                context.targets().stream().mapToInt(ExplainedTarget::index).toArray();
        SaliencyMap cam = CamMethods.gradCam(model())
                .layer(get(Cam.LAYER))
                .score(get(SCORE))
                .target(xai4j.explain.Target.indices(indices))
                .set(MAX_SECONDS.name(), MAX_SECONDS.format(context.deadline().remaining()))
                .clock(clock())
                .explain(context.image());
        List<double[]> values = context.zeros();
        PixelPlanes planes = PixelPlanes.of(context.image());
        context.ask(new BackwardRule.Guided(), (i, t, gradient) -> {
            float[] map = enlarged(cam.values().row(t), context);
            for (int c = 0; c < planes.channels(); c++) {
                for (int pixel = 0; pixel < map.length; pixel++) {
                    int at = planes.index(c, pixel);
                    values.get(t)[at] = (double) gradient[at] * map[pixel];
                }
            }
        });
        return new Attributions(values, cam.diagnostics());
    }

    private float[] enlarged(Tensor map, AttributionContext context) {
        float[] positive = map.toArray();
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Math.max(0, positive[i]);
        }
        return get(RESIZING)
                .resize(
                        positive,
                        map.shape().dim(0),
                        map.shape().dim(1),
                        context.image().input().height(),
                        context.image().input().width());
    }
}
