package xai4j.explain;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;

/**
 * What all explainers share: a model, options with withers, targets, provenance. A method extends it, declares its {@link
 * Option}s, and writes {@link #explain}.
 *
 * @param <M> what the method needs of a model
 * @param <E> what it returns
 * @param <S> the extending class itself, so that withers return it
 */
public abstract class ConfiguredExplainer<
                M extends Model, E extends Explanation, S extends ConfiguredExplainer<M, E, S>>
        implements Explainer<E> {
    /** Which classes are explained. */
    public static final Option<Target> TARGET = Option.of(
            "target",
            Target.predicted(),
            Target::parse,
            ConfiguredExplainer::write,
            "classes to explain: an index, a label, top:k or predicted");

    private final String method;
    private final Setup<M> setup;

    /**
     * Everything an explainer is made of; passed through the constructor by subclasses.
     *
     * @param model the model
     * @param options options and values
     * @param progress listener
     */
    public record Setup<M extends Model>(M model, Options options, Progress progress) {
        /** Defaults for the given options; {@link #TARGET} comes first. */
        public static <M extends Model> Setup<M> of(M model, Option<?>... options) {
            return new Setup<>(model, Options.of(TARGET).and(options), Progress.SILENT);
        }

        Setup<M> with(Options other) {
            return new Setup<>(model, other, progress);
        }
    }

    /** Makes an explainer of a registered method name. */
    protected ConfiguredExplainer(String method, Setup<M> setup) {
        this.method = method;
        this.setup = setup;
    }

    /** The same explainer with another setup; usually {@code new Self(setup)}. */
    protected abstract S copy(Setup<M> other);

    @Override
    public final String method() {
        return method;
    }

    @Override
    public final M model() {
        return setup.model();
    }

    @Override
    public final Options options() {
        return setup.options();
    }

    @Override
    public final S target(Target target) {
        return with(TARGET, target);
    }

    @Override
    public final S set(String option, String value) {
        return copy(setup.with(setup.options().with(option, value)));
    }

    @Override
    public final S onProgress(Progress progress) {
        return copy(new Setup<>(setup.model(), setup.options(), progress));
    }

    /** This explainer with one option changed; what withers call. */
    protected final <T> S with(Option<T> option, T value) {
        return copy(setup.with(setup.options().with(option, value)));
    }

    /** The value of an option. */
    protected final <T> T get(Option<T> option) {
        return setup.options().get(option);
    }

    /** The listener. */
    protected final Progress progress() {
        return setup.progress();
    }

    /** The targets of one image, with label and score. */
    protected final List<ExplainedTarget> resolveTargets(float[] scores) {
        List<String> labels = model().spec().labels();
        return Arrays.stream(get(TARGET).resolve(scores, labels))
                .mapToObj(index -> new ExplainedTarget(index, model().spec().label(index), scores[index]))
                .toList();
    }

    /** The record of a run that began at {@code startNanos} of {@link System#nanoTime()}. */
    protected final Provenance provenance(Score score, long evaluations, long startNanos) {
        return new Provenance(
                method,
                setup.options().describe(),
                model().spec().name(),
                model().spec().sha256(),
                score,
                evaluations,
                (System.nanoTime() - startNanos) / 1e9,
                LibraryVersion.VERSION);
    }

    /** The same with the input that was explained. */
    protected final Provenance provenance(PreparedImage image, Score score, long evaluations, long startNanos) {
        return provenance(score, evaluations, startNanos).withInput(InputRecord.of(image, model().spec()));
    }

    /** Ends long work whose thread was interrupted, leaving the flag set. */
    protected static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }

    private static String write(Target target) {
        if (target instanceof Target.Top top) {
            return top.count() == 1 ? "predicted" : "top:" + top.count();
        }
        if (target instanceof Target.Indices wanted) {
            return wanted.indices().toString().replaceAll("[\\[\\] ]", "");
        }
        return ((Target.Label) target).label();
    }
}
