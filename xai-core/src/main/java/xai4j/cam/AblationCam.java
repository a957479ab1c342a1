package xai4j.cam;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import xai4j.explain.Option;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.model.FeatureLayout;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Ablation-CAM (Desai and Ramaswamy 2020): a channel weighs as much as the class score loses, relative to its magnitude, when
 * the channel is set to zero.
 *
 * <p>The paper divides by the score itself; its magnitude keeps the sign right for negative scores, and a score of zero is
 * not divided by.
 */
public final class AblationCam extends Cam<InterventionModel, AblationCam> {
    /** Ablated copies that are scored at once. Option {@code batch-size}, {@code 16} by default; 1 to 4096. */
    public static final Option<Integer> BATCH_SIZE =
            Option.integer("batch-size", 16, 1, 4096, "ablated copies that are scored at once");

    AblationCam(InterventionModel model) {
        this(Setup.of(model, LAYER, SCORE, BATCH_SIZE));
    }

    /** Inner values are replaced here, and what comes out are the scores. */
    @Override
    protected Target meaning(Target target) {
        if (target.source(model()) != model()) {
            throw new IllegalArgumentException(
                    "ablation-cam asks for scores while it replaces inner values, and the target " + target.text()
                            + " is an inner value; gradient methods and perturbations explain it");
        }
        return target;
    }

    private AblationCam(Setup<InterventionModel> setup) {
        super("ablation-cam", setup);
    }

    /** This explainer with another batch size. */
    public AblationCam batchSize(int copies) {
        return with(BATCH_SIZE, copies);
    }

    @Override
    protected AblationCam copy(Setup<InterventionModel> other) {
        return new AblationCam(other);
    }

    @Override
    List<LayerMap> maps(CamRequest request) {
        Layer layer = request.layer();
        PreparedImage image = request.image();
        int[] targets = request.targets();
        request.count(1);
        Tensor values = Objects.requireNonNull(
                model().activations(image.batch(), Set.of(layer)).values().get(layer));
        FeatureMaps a = finite(image, layer, values.row(0), "activations");
        request.count(1);
        Tensor whole = model().predict(image.batch(), get(SCORE));
        double[][] weights = new double[targets.length][a.channels()];
        for (int from = 0; from < a.channels(); from += get(BATCH_SIZE)) {
            int to = Math.min(a.channels(), from + get(BATCH_SIZE));
            request.count(to - from);
            Tensor scores = Scores.requireFinite(
                    model().predictWith(
                                    repeated(image.batch(), to - from),
                                    layer,
                                    ablated(values, layer, from, to),
                                    get(SCORE)),
                    model().spec().name());
            for (int t = 0; t < targets.length; t++) {
                double score = whole.get(0, targets[t]);
                for (int k = from; k < to; k++) {
                    double loss = score - scores.get(k - from, targets[t]);
                    weights[t][k] = score == 0 ? loss : loss / Math.abs(score);
                }
            }
            progress().report(to, a.channels());
        }
        List<LayerMap> maps = new ArrayList<>();
        for (double[] target : weights) {
            maps.add(new LayerMap(a.height(), a.width(), a.weighted(target).total()));
        }
        return maps;
    }

    private static Tensor repeated(Tensor one, int count) {
        Tensor batch = Tensor.zeros(one.shape().withFirst(count));
        for (int i = 0; i < count; i++) {
            batch.slice(i, i + 1).buffer().put(one.buffer());
        }
        return batch;
    }

    /** Copies of the layer's values, in the i-th of which channel {@code from + i} is zero. */
    private static Tensor ablated(Tensor values, Layer layer, int from, int to) {
        Tensor copies = repeated(values, to - from);
        Shape shape = values.shape().dropFirst();
        boolean first = layer.layout() == FeatureLayout.CHANNELS_FIRST;
        int channels = first ? shape.dim(0) : shape.dim(-1);
        int size = shape.size();
        for (int k = from; k < to; k++) {
            for (int i = 0; i < size / channels; i++) {
                int at = first ? k * (size / channels) + i : i * channels + k;
                copies.set((k - from) * size + at, 0);
            }
        }
        return copies;
    }
}
