package xai4j.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.image.PixelMapping;
import xai4j.image.PreparedImage;
import xai4j.model.DerivedModel;
import xai4j.model.Model;
import xai4j.model.PassedModel;
import xai4j.model.Score;
import xai4j.model.ScoreFunction;
import xai4j.model.ScoreKind;
import xai4j.model.detection.BoxFunction;
import xai4j.numeric.Cancellation;

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
    /** Which classes are explained. Option {@code target}, {@code predicted} by default. */
    public static final Option<Target> TARGET = Option.of(
                    "target",
                    Target.predicted(),
                    Target::parse,
                    Target::text,
                    "what to explain: an index, a label, top:k, predicted, or beyond classes A-B, weights:7=1,9=-1, finer:3, similar:FILE.npy, output:NAME")
            .readingFiles(TargetText::namesFile);

    /** Limit on time. Option {@code max-seconds}, {@code 0.0} by default; 0.0 to 1.0E9. */
    public static final Option<Double> MAX_SECONDS = Option.real(
            "max-seconds",
            0,
            0,
            1e9,
            "longest time to take; a method that samples then answers with what it has, others say that they were stopped; 0 is no limit");

    private final String method;
    private final Setup<M> setup;

    /**
     * Everything an explainer is made of; passed through the constructor by subclasses.
     *
     * @param model the model
     * @param options options and values
     * @param progress listener
     * @param asked the target that was asked for, where the model is one of functions derived from it
     * @param clock what a limit on time is kept by
     */
    public record Setup<M extends Model>(
            M model, Options options, Progress progress, Optional<Target> asked, Clock clock) {
        /** Where the target is one of the model's own. */
        public Setup(M model, Options options, Progress progress) {
            this(model, options, progress, Optional.empty(), Clock.SYSTEM);
        }

        /** Defaults for the given options; {@link #TARGET} and {@link #MAX_SECONDS} come first. */
        public static <M extends Model> Setup<M> of(M model, Option<?>... options) {
            return new Setup<>(model, Options.of(TARGET, MAX_SECONDS).and(options), Progress.SILENT);
        }

        Setup<M> with(Options other) {
            return new Setup<>(model, other, progress, asked, clock);
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
        return copy(new Setup<>(setup.model(), setup.options(), progress, setup.asked(), setup.clock()));
    }

    /** This explainer with a limit on time; zero is no limit. */
    public final S maxTime(Duration time) {
        return with(MAX_SECONDS, time.toNanos() / 1e9);
    }

    /**
     * This explainer with its limit on time kept by another clock, as tests of a limit want it, or as a part of work that has begun
     * already.
     */
    public final S clock(Clock clock) {
        return copy(new Setup<>(setup.model(), setup.options(), setup.progress(), setup.asked(), clock));
    }

    /** The clock of limits on time. */
    protected final Clock clock() {
        return setup.clock();
    }

    /** The limit on time of a run that begins now. */
    protected final Deadline deadline() {
        return new Deadline(get(MAX_SECONDS), setup.clock());
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

    /**
     * Explains classes of this explainer's model; a target that is no class has become one of a model derived from it.
     *
     * @throws IllegalArgumentException as {@link #explain(PreparedImage)}
     */
    protected abstract E explainClasses(PreparedImage image);

    /** The kind of number that is explained. */
    protected abstract Score score();

    /** What a target means for this method; itself, unless the method has a target of its own. */
    protected Target meaning(Target target) {
        return target;
    }

    @Override
    public final E explain(PreparedImage image) {
        stopIfInterrupted();
        Target meant = meaning(get(TARGET).forModel(model()));
        boolean own = !(meant instanceof ClassTarget) && meant.source(model()) == model();
        Optional<PassedModel> passed = own ? passed(image) : Optional.empty();
        try {
            return overClasses(image, passed).explainClasses(image);
        } finally {
            passed.ifPresent(PassedModel::close);
        }
    }

    /**
     * The model with an image's way through it at hand, for methods that go back from scores which say themselves what is explained; empty for others.
     */
    protected Optional<PassedModel> passed(PreparedImage image) {
        return Optional.empty();
    }

    /** This explainer over classes: of its model, or of one that is derived from it for a target that is no class. */
    protected final S overClasses(PreparedImage image) {
        return overClasses(image, Optional.empty());
    }

    private S overClasses(PreparedImage image, Optional<PassedModel> passed) {
        stopIfInterrupted();
        Clock running = setup.clock().running();
        Target asked = get(TARGET);
        Target meant = meaning(asked.forModel(model()));
        return meant instanceof ClassTarget
                ? copy(setup)
                : derived(asked, meant, image, passed).clock(running);
    }

    /** This explainer over functions of the model's scores in place of classes. */
    private S derived(Target asked, Target meant, PreparedImage image, Optional<PassedModel> passed) {
        Model source = meant.source(model());
        TargetContext context = new TargetContext(source, image, score());
        passed.ifPresent(known -> context.knowing(known.scores()));
        List<ScoreFunction> functions = meant.functions(context);
        stopIfInterrupted();
        Options options = setup.options()
                .with(
                        TARGET,
                        Target.indices(IntStream.range(0, functions.size()).toArray()));
        DerivedModel derived = DerivedModel.of(passed.<Model>map(known -> known).orElse(source), functions);
        context.known().ifPresent(scores -> derived.remember(image.batch(), score(), scores));
        // DerivedModel.of keeps the model's level, and M is one of the levels
        @SuppressWarnings("unchecked")
        M model = (M) derived;
        return copy(new Setup<>(model, options, setup.progress(), Optional.of(asked), setup.clock()));
    }

    /** The targets of one image, with label and score. */
    protected final List<ExplainedTarget> resolveTargets(float[] scores) {
        List<String> labels = model().spec().labels();
        return Arrays.stream(get(TARGET).resolve(scores, labels))
                .mapToObj(index -> new ExplainedTarget(index, model().spec().label(index), scores[index]))
                .toList();
    }

    /** Targets as an explanation shows them: what is not a class has no position in the model's own scores. */
    protected final List<ExplainedTarget> shown(List<ExplainedTarget> targets, PixelMapping mapping) {
        if (setup.asked().isEmpty() || !(model() instanceof DerivedModel derived)) {
            return targets;
        }
        return targets.stream()
                .map(target -> new ExplainedTarget(
                        ExplainedTarget.NO_CLASS,
                        target.label(),
                        target.score(),
                        derived.functions().get(target.index()) instanceof BoxFunction placed
                                ? Optional.of(placed.box().onPhotograph(mapping))
                                : Optional.empty()))
                .toList();
    }

    /** The target that was asked for, as text. */
    protected final String askedTarget() {
        return setup.asked().orElse(get(TARGET)).text();
    }

    /** The {@link #meaning} of targets for methods that reason about classes. */
    protected final Target classesOnly(Target target) {
        if (target instanceof ClassTarget) {
            return target;
        }
        throw new IllegalArgumentException(method + " explains classes, and the target " + target.text()
                + " is none; known: an index, a label, top:k, predicted");
    }

    /** The record of a run that began at {@code startNanos} of {@link System#nanoTime()}. */
    protected final Provenance provenance(Score score, long evaluations, long startNanos) {
        return provenance(Optional.empty(), score, evaluations, startNanos);
    }

    private Provenance provenance(Optional<InputRecord> input, Score score, long evaluations, long startNanos) {
        return new Provenance(
                method,
                described(),
                model().spec().name(),
                model().spec().sha256(),
                told(score),
                evaluations,
                (System.nanoTime() - startNanos) / 1e9,
                LibraryVersion.VERSION,
                input,
                Optional.of(kind()));
    }

    /** Of scores that are neither logits nor probabilities, as a regression's, none are made: they are explained as they are. */
    private Score told(Score asked) {
        return kind() == ScoreKind.OTHER ? Score.OUTPUT : asked;
    }

    /** What the scores of the model that was given are, be it explained through functions of them. */
    private ScoreKind kind() {
        return model() instanceof DerivedModel derived
                ? derived.origin().spec().scores()
                : model().spec().scores();
    }

    private Map<String, String> described() {
        Map<String, String> described = new LinkedHashMap<>(setup.options().describe());
        setup.asked().ifPresent(target -> described.put(TARGET.name(), target.text()));
        return described;
    }

    /** The same with the input that was explained. */
    protected final Provenance provenance(PreparedImage image, Score score, long evaluations, long startNanos) {
        return provenance(image, new float[0], score, evaluations, startNanos);
    }

    /**
     * The same, and a word where the scores {@code [K]} of the input, of the kind {@code score}, cannot be what the model's scores are taken
     * for.
     */
    protected final Provenance provenance(
            PreparedImage image, float[] scores, Score score, long evaluations, long startNanos) {
        List<String> remarks = new ArrayList<>(model().remarks());
        if (!(model() instanceof DerivedModel) && scores.length > 0) {
            remarks.addAll(OddScores.remarks(model().spec().scores(), score, scores));
        }
        InputRecord input = InputRecord.of(image, model().spec()).withWarnings(remarks);
        return provenance(Optional.of(input), score, evaluations, startNanos);
    }

    /** The method, the model and the options that are not at their defaults. */
    @Override
    public final String toString() {
        return method + " of " + model().spec().name() + " " + options();
    }

    /** Ends long work whose thread was interrupted, leaving the flag set. */
    protected static void stopIfInterrupted() {
        Cancellation.check();
    }
}
