package xai4j.cam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Deadline;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.model.ActivationModel;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The flow that all class activation maps share: find layers and targets, compute a raw map per target at each layer's own
 * resolution, merge the layers, say what is amiss.
 *
 * <p>The explanation's values are {@code [T, h, w]}, neither rectified nor normalised. Several layers are enlarged to the
 * finest of them, divided by their largest magnitude and averaged; what each was multiplied by is a measure of the diagnostics, {@code layer-weight(NAME)}.
 *
 * @param <M> what the variant needs of a model
 * @param <S> the variant itself
 */
public abstract class Cam<M extends ActivationModel, S extends Cam<M, S>>
        extends ConfiguredExplainer<M, SaliencyMap, S> {
    /**
     * Layers to explain; empty means {@link ActivationModel#lastSpatialLayer()}. Option {@code layer}, empty by
     * default.
     */
    public static final Option<String> LAYER = Option.of(
            "layer",
            "",
            text -> text,
            text -> text,
            "layer, or several separated by commas; found by itself when empty");

    /** Which score is explained. Option {@code score}, {@code logit} by default; logit, probability, output. */
    public static final Option<Score> SCORE =
            Option.choice("score", Score.LOGIT, "number of the class that is explained");

    /** Makes the explainer of a method's name. */
    protected Cam(String method, Setup<M> setup) {
        super(method, setup);
    }

    /** This explainer for other layers, by name. */
    public final S layer(String... names) {
        return with(LAYER, String.join(",", names));
    }

    /** This explainer for another score. */
    public final S score(Score score) {
        return with(SCORE, score);
    }

    @Override
    protected final Score score() {
        return get(SCORE);
    }

    /**
     * Raw maps of one layer.
     *
     * @return per target the map, row by row, with its extent
     */
    abstract List<LayerMap> maps(CamRequest request);

    /**
     * Scores and the predicted class's map from one pass, for methods that can.
     *
     * @return empty when scores and maps must be asked for one after the other
     */
    Optional<OnePass> predicted(PreparedImage image, Layer layer) {
        return Optional.empty();
    }

    /**
     * What one pass gave.
     *
     * @param scores {@code [1, K]}
     * @param map of the class with the highest score
     */
    record OnePass(Tensor scores, LayerMap map) {}

    @Override
    protected final SaliencyMap explainClasses(PreparedImage image) {
        long start = System.nanoTime();
        Deadline deadline = deadline();
        List<Layer> layers = layers();
        Optional<OnePass> once = layers.size() == 1 && get(TARGET).equals(Target.predicted())
                ? predicted(image, layers.get(0))
                : Optional.empty();
        Tensor scores = once.map(OnePass::scores).orElseGet(() -> model().predict(image.batch(), get(SCORE)));
        Scores.requireFinite(scores, model().spec().name());
        List<ExplainedTarget> targets = resolveTargets(scores.row(0).toArray());
        List<List<LayerMap>> perLayer = new ArrayList<>();
        long evaluations = 1;
        if (once.isPresent()) {
            perLayer.add(List.of(once.get().map()));
        } else {
            int[] indices = targets.stream().mapToInt(ExplainedTarget::index).toArray();
            for (Layer layer : layers) {
                CamRequest request =
                        new CamRequest(image, layer, indices, scores.shape().dim(1), deadline);
                perLayer.add(maps(request));
                evaluations += request.evaluations();
                progress().report(perLayer.size(), layers.size());
            }
        }
        List<LayerMap.Merged> merged = LayerMap.merge(perLayer);
        return new SaliencyMap(
                shown(targets, image.mapping()),
                stacked(merged),
                image.input().height(),
                image.input().width(),
                image.mapping(),
                with(LAYER, names(layers)).provenance(image, scores.row(0).toArray(), get(SCORE), evaluations, start),
                diagnostics(merged, targets, layers));
    }

    /** The layers that are explained. */
    final List<Layer> layers() {
        String names = get(LAYER);
        if (names.isBlank()) {
            return List.of(model().lastSpatialLayer()
                    .orElseThrow(() -> new IllegalArgumentException(model().spec()
                                    .name() + " has no layer with spatial extent; name one with the option layer")));
        }
        List<Layer> layers = Arrays.stream(names.split(","))
                .map(String::strip)
                .map(model()::layer)
                .toList();
        for (Layer layer : layers) {
            if (!layer.layout().isSpatial()) {
                throw new IllegalArgumentException("layer " + layer.name() + " " + layer.shape()
                        + " has no spatial extent; the last one that has is "
                        + model().lastSpatialLayer().map(Layer::name).orElse("unknown"));
            }
        }
        return layers;
    }

    /**
     * Reads one image's feature maps.
     *
     * @throws IllegalArgumentException if they are no maps, or of a single position
     * @throws ModelException if a value is not finite
     */
    static FeatureMaps finite(PreparedImage image, Layer layer, Tensor entry, String what) {
        return finite(layer, FeatureMaps.of(layer, entry, image.input()), what);
    }

    /** The same of maps that are read. */
    static FeatureMaps finite(Layer layer, FeatureMaps maps, String what) {
        if (maps.area() == 1) {
            throw new IllegalArgumentException("layer " + layer.name()
                    + " has a single position for this image; choose one of the layers before it");
        }
        if (!maps.isFinite()) {
            throw new ModelException("the " + what + " of layer " + layer.name() + " are not finite");
        }
        return maps;
    }

    /** The activations of one layer for one image. */
    final FeatureMaps activations(CamRequest request, Layer layer) {
        request.count(1);
        Tensor value = java.util.Objects.requireNonNull(
                model().activations(request.image().batch(), Set.of(layer))
                        .values()
                        .get(layer));
        return finite(request.image(), layer, value.row(0), "activations");
    }

    private static String names(List<Layer> layers) {
        return layers.stream().map(Layer::name).collect(Collectors.joining(","));
    }

    private static Tensor stacked(List<LayerMap.Merged> maps) {
        LayerMap first = maps.get(0).map();
        Tensor values = Tensor.zeros(Shape.of(maps.size(), first.height(), first.width()));
        for (int t = 0; t < maps.size(); t++) {
            values.row(t).buffer().put(maps.get(t).map().values());
        }
        return values;
    }

    private static Diagnostics diagnostics(
            List<LayerMap.Merged> maps, List<ExplainedTarget> targets, List<Layer> layers) {
        Diagnostics diagnostics = Diagnostics.NONE;
        for (int t = 0; t < maps.size(); t++) {
            List<Double> weights = maps.get(t).weights();
            for (int i = 0; i < weights.size(); i++) {
                String measure = "layer-weight(" + layers.get(i).name() + ")";
                diagnostics = diagnostics.with(measure, t, maps.size(), weights.get(i));
            }
            String verdict = maps.get(t).map().verdict();
            if (!verdict.isEmpty()) {
                diagnostics =
                        diagnostics.with(targets.get(t).label() + ": " + verdict + " (layer " + names(layers) + ")");
            }
        }
        return diagnostics;
    }
}
