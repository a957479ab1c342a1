package xai4j.cam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.explain.Option;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.BatchHint;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LendingModel;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.PassedModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The class activation maps that need a layer's activations and the class score's gradients there. */
public final class GradientCam extends Cam<DifferentiableModel, GradientCam> {
    /** How noise is reduced. Option {@code smoothing}, {@code none} by default; none, augmentation, eigen. */
    public static final Option<Smoothing> SMOOTHING =
            Option.choice("smoothing", Smoothing.NONE, "how noise is reduced");
    /** Classes whose gradients are computed at once. Option {@code batch-size}, {@code 8} by default; 1 to 4096. */
    public static final Option<Integer> BATCH_SIZE =
            Option.integer("batch-size", 8, 1, 4096, "classes whose gradients are computed at once");

    private final CamFormula formula;
    private final boolean principal;

    GradientCam(String method, CamFormula formula, boolean principal, DifferentiableModel model) {
        this(method, formula, principal, Setup.of(model, LAYER, SCORE, SMOOTHING, BATCH_SIZE));
    }

    private GradientCam(String method, CamFormula formula, boolean principal, Setup<DifferentiableModel> setup) {
        super(method, setup);
        this.formula = formula;
        this.principal = principal;
    }

    /** This explainer with another way of reducing noise. */
    public GradientCam smoothing(Smoothing smoothing) {
        return with(SMOOTHING, smoothing);
    }

    /** This explainer with another batch size; the numbers stay the same. */
    public GradientCam batchSize(int classes) {
        return with(BATCH_SIZE, classes);
    }

    @Override
    protected GradientCam copy(Setup<DifferentiableModel> other) {
        return new GradientCam(method(), formula, principal, other);
    }

    @Override
    List<LayerMap> maps(CamRequest request) {
        return get(SMOOTHING) == Smoothing.AUGMENTATION
                ? Augmentation.mean(request.image(), variant -> maps(variant, request))
                : maps(request.image().batch(), request);
    }

    private List<LayerMap> maps(Tensor batch, CamRequest request) {
        Layer layer = request.layer();
        int[] targets = request.targets();
        List<LayerMap> maps = new ArrayList<>();
        Seen seen = new Seen();
        BatchHint hint = model().batchHint();
        int step = hint.batch() == 1 && hint.callers() == 1 ? 1 : get(BATCH_SIZE);
        for (int from = 0; from < targets.length; from += step) {
            stopIfInterrupted();
            int[] some = Arrays.copyOfRange(targets, from, Math.min(targets.length, from + step));
            request.count(some.length);
            Objective objective = Objective.classes(get(SCORE), some, request.classes());
            Gradients gradients =
                    model().gradients(repeated(batch, some.length), objective, Set.of(layer), BackwardRule.GRADIENT);
            for (int row = 0; row < some.length; row++) {
                maps.add(map(request.image(), gradients, layer, row, seen));
            }
        }
        return maps;
    }

    @Override
    Optional<OnePass> predicted(PreparedImage image, Layer layer) {
        if (get(SMOOTHING) == Smoothing.AUGMENTATION) {
            return Optional.empty();
        }
        Function<Gradients, OnePass> reader =
                gradients -> new OnePass(gradients.scores(), map(image, gradients, layer, 0, new Seen()));
        return model().as(LendingModel.class)
                .flatMap(lending -> lending.lendTop(image.batch(), get(SCORE), layer, reader))
                .or(() -> Optional.of(reader.apply(
                        model().gradientsOfTop(image.batch(), get(SCORE), Set.of(layer), BackwardRule.GRADIENT))));
    }

    @Override
    protected Optional<PassedModel> passed(PreparedImage image) {
        return get(SMOOTHING) == Smoothing.AUGMENTATION
                ? Optional.empty()
                : PassedModel.of(
                        model(), image.batch(), get(SCORE), new LinkedHashSet<>(layers()), BackwardRule.GRADIENT);
    }

    /** Activations that were read last: those of one pass are the same for all targets. */
    private static final class Seen {
        private @Nullable Tensor of;
        private @Nullable FeatureMaps maps;

        FeatureMaps maps(Tensor activations, Supplier<FeatureMaps> read) {
            Tensor last = of;
            FeatureMaps known = maps;
            if (last == null || known == null || !activations.isViewOf(last)) {
                known = read.get();
                maps = known;
                of = activations.shape().dim(0) == 1 ? activations : null;
            }
            return known;
        }
    }

    private LayerMap map(PreparedImage image, Gradients gradients, Layer layer, int row, Seen seen) {
        Tensor activations = Objects.requireNonNull(gradients.activations().get(layer));
        Tensor slopes = Objects.requireNonNull(gradients.gradients().get(layer));
        FeatureMaps a = seen.maps(activations, () -> finite(image, layer, activations.row(row), "activations"));
        FeatureMaps g = finite(layer, FeatureMaps.gradient(layer, slopes.row(row), a, image.input()), "gradients");
        FeatureMaps contributions = checked(formula.contributions(a, g), a);
        boolean eigen = principal || get(SMOOTHING) == Smoothing.EIGEN;
        if (eigen) {
            requireFinite(contributions.isFinite());
            return new LayerMap(a.height(), a.width(), PrincipalComponent.of(contributions));
        }
        LayerMap map = new LayerMap(a.height(), a.width(), contributions.total());
        requireFinite(map.isFinite());
        return map;
    }

    private void requireFinite(boolean finite) {
        if (!finite) {
            throw new ModelException("the contributions that the formula of " + method() + " finds are not finite");
        }
    }

    /** A formula may come from outside. */
    private FeatureMaps checked(FeatureMaps contributions, FeatureMaps activations) {
        if (contributions.height() != activations.height() || contributions.width() != activations.width()) {
            throw new IllegalArgumentException("the formula of " + method() + " makes planes of "
                    + contributions.height() + "×" + contributions.width() + " out of " + activations.height() + "×"
                    + activations.width());
        }
        return contributions;
    }

    private static Tensor repeated(Tensor image, int count) {
        if (count == 1) {
            return image;
        }
        Shape shape = image.shape();
        Tensor batch = Tensor.zeros(shape.withFirst(count));
        for (int i = 0; i < count; i++) {
            batch.slice(i, i + 1).buffer().put(image.buffer());
        }
        return batch;
    }
}
