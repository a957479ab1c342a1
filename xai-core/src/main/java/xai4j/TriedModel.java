package xai4j;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.explain.Clock;
import xai4j.image.ImageInput;
import xai4j.model.ActivationModel;
import xai4j.model.Activations;
import xai4j.model.Attention;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.ForwardingModel;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.backend.BatchChecks;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A model that promises nothing which it has not done: asked whether something can be had of it, it computes that once, for an image of
 * noise, and says what the engine says.
 */
final class TriedModel extends ForwardingModel {
    /** Nothing more is waited for after so long; a file of thousands of operators takes its time to be opened. */
    static final long PATIENCE_SECONDS = 20;

    private final Model model;
    private final Clock clock;
    private final long start;
    private int untried;
    private final Map<List<Object>, Optional<String>> tried = new ConcurrentHashMap<>();
    private volatile @Nullable Tensor noise;

    TriedModel(Model model, Clock clock) {
        this.model = model;
        this.clock = clock;
        this.start = clock.now();
    }

    /** How many questions were left open because time was over. */
    int untried() {
        return untried;
    }

    @Override
    protected Model delegate() {
        return model;
    }

    /** Why not even scores can be had; empty when they can. */
    Optional<String> scoresObstacle() {
        return once(List.of("scores"), () -> model.predict(noise(), Score.OUTPUT));
    }

    /** Tries plain gradients, which most methods need, before time goes to rules that are hard on an engine. */
    void tryGradients() {
        model.as(DifferentiableModel.class).ifPresent(gradients -> {
            obstacle(Layer.INPUT, BackwardRule.GRADIENT);
            gradients.lastSpatialLayer().ifPresent(layer -> obstacle(layer, BackwardRule.GRADIENT));
        });
    }

    @Override
    public <M extends Model> Optional<M> as(Class<M> level) {
        boolean isOfSpi = level == ActivationModel.class
                || level == InterventionModel.class
                || level == DifferentiableModel.class;
        if (!isOfSpi) {
            return level.isInstance(this) ? Optional.of(level.cast(this)) : model.as(level);
        }
        return failure(level).isPresent() ? Optional.empty() : super.as(level);
    }

    @Override
    public Optional<String> obstacle(Class<? extends Model> level) {
        return model.obstacle(level).or(() -> failure(level));
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        DifferentiableModel gradients = model.as(DifferentiableModel.class).orElseThrow();
        return gradients
                .obstacle(layer, rule)
                .or(() -> once(
                        List.of(layer.name(), rule.getClass()),
                        () -> gradients.gradientsOfTop(noise(), Score.LOGIT, Set.of(layer), runnable(rule))));
    }

    /** What goes wrong with a level's inner values; of gradients each layer and rule is asked by itself. */
    private Optional<String> failure(Class<? extends Model> level) {
        if (level == InterventionModel.class) {
            return model.as(InterventionModel.class)
                    .flatMap(inner -> once(List.of("replacing"), () -> replaced(inner)));
        }
        return ActivationModel.class.isAssignableFrom(level)
                ? model.as(ActivationModel.class)
                        .flatMap(inner -> once(List.of("reading"), () -> inner.activations(noise(), mapOf(inner))))
                : Optional.empty();
    }

    private static Set<Layer> mapOf(ActivationModel inner) {
        Set<Layer> layers = new LinkedHashSet<>();
        inner.lastSpatialLayer().ifPresent(layers::add);
        return layers;
    }

    private @Nullable Tensor replaced(InterventionModel inner) {
        Optional<Layer> map = inner.lastSpatialLayer();
        if (map.isEmpty()) {
            return null;
        }
        Activations own = inner.activations(noise(), Set.of(map.get()));
        return inner.predictWith(
                noise(), map.get(), Objects.requireNonNull(own.values().get(map.get())), Score.OUTPUT);
    }

    @Override
    public Attention attention() {
        Attention found = super.attention();
        Set<Layer> layers = new LinkedHashSet<>();
        found.blocks().forEach(block -> layers.add(block.probabilities()));
        return layers.isEmpty()
                ? found
                : once(List.of("attention"), () -> model.as(ActivationModel.class)
                                .orElseThrow()
                                .activations(noise(), layers))
                        .map(Attention::none)
                        .orElse(found);
    }

    /** A rule as it is run: asking does not need a baseline, running does. */
    private BackwardRule runnable(BackwardRule rule) {
        return rule instanceof BackwardRule.DeepLift ? new BackwardRule.DeepLift(Tensor.zeros(noise().shape())) : rule;
    }

    private Optional<String> once(List<Object> question, Supplier<?> work) {
        Optional<String> known = tried.get(question);
        if (known != null) {
            return known;
        }
        try {
            Optional<String> found = withinTime(work);
            tried.put(question, found);
            return found;
        } catch (TimeoutException e) {
            untried++;
            return Optional.empty();
        }
    }

    /** On a thread of its own, since an engine that opens a file cannot be told to stop; it ends behind that, unheard. */
    private Optional<String> withinTime(Supplier<?> work) throws TimeoutException {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS) - (clock.now() - start);
        if (left <= 0) {
            throw new TimeoutException();
        }
        FutureTask<Optional<String>> attempt = new FutureTask<>(() -> failed(work));
        Thread thread = new Thread(attempt, "xai4j-try");
        thread.setDaemon(true);
        thread.start();
        try {
            return attempt.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw e;
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Optional<String> failed(Supplier<?> work) {
        try {
            Object ignored = work.get();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("tried once, it failed: " + Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    private Tensor noise() {
        Tensor known = noise;
        if (known == null) {
            known = BatchChecks.noise(shape()).asReadOnly();
            noise = known;
        }
        return known;
    }

    private Shape shape() {
        ImageInput input = spec().input();
        int side = spec().preprocessing().defaultSize();
        ImageInput sized = input.isFixedSize()
                ? input
                : input.withSize(
                        input.height() == Shape.DYNAMIC ? side : input.height(),
                        input.width() == Shape.DYNAMIC ? side : input.width());
        return sized.batchShape(sized.batch() == Shape.DYNAMIC ? 1 : sized.batch());
    }
}
