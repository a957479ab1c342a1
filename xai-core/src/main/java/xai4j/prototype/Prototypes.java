package xai4j.prototype;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Deadline;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Option;
import xai4j.explain.Target;
import xai4j.image.Box;
import xai4j.image.PreparedImage;
import xai4j.image.filter.Bicubic;
import xai4j.image.filter.Border;
import xai4j.model.ActivationModel;
import xai4j.model.ModelException;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.numeric.NumericMatch;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Explains a prototype network by itself (Chen et al. 2019): which parts look like which training patches, and how many points
 * each likeness brings. The points of all prototypes and the bias add up to the logit.
 */
public final class Prototypes extends ConfiguredExplainer<ActivationModel, PrototypeMatches, Prototypes> {
    /** Where the prototypes are described. Option {@code prototypes}, empty by default. */
    public static final Option<String> PROTOTYPES = Option.of(
                    "prototypes",
                    "",
                    text -> text,
                    text -> text,
                    "description of the prototypes; " + PrototypeFile.NAME + " beside the model when empty")
            .readingFiles(text -> !text.isEmpty());

    /** Matches shown per target. Option {@code matches}, {@code 5} by default; 1 to 10000. */
    public static final Option<Integer> MATCHES =
            Option.integer("matches", 5, 1, 10_000, "matches shown per class").alias("count", "top");

    /** What the first match is. Option {@code order}, {@code contribution} by default; contribution, similarity. */
    public static final Option<Order> ORDER = Option.choice("order", Order.CONTRIBUTION, "by what matches are ranked");

    /**
     * Which pixels of the enlarged map the box holds. Option {@code percentile}, {@code 95.0} by default; 0.0 to 100.0.
     */
    public static final Option<Double> PERCENTILE =
            Option.real("percentile", 95, 0, 100, "percentile of the enlarged map that pixels in the box reach");

    /** How the box is drawn. Option {@code box}, {@code described} by default; described, all, peak, half. */
    public static final Option<BoxRule> BOX = Option.choice(
            "box",
            BoxRule.DESCRIBED,
            "around all pixels of the percentile as in the paper, the region of the peak, or what of it is at least half as"
                    + " alike as the peak; as the description of the prototypes says by default");

    /** Whether reasons are looked for. Option {@code because}, {@code false} by default. */
    public static final Option<Boolean> BECAUSE = Option.flag(
            "because",
            false,
            "tell because of what the parts look alike (colour, light, shape, texture); 7 evaluations more");

    /** Whether all that a place can have seen is drawn beside its box. Option {@code receptive-field}, {@code false} by default. */
    public static final Option<Boolean> RECEPTIVE_FIELD = Option.flag(
            "receptive-field",
            false,
            "draw what the place has seen, computed from the graph, beside the box of the enlarged map");

    /**
     * What warping does at the border. Option {@code border}, {@code reflect} by default; mirror, reflect, repeat,
     * wrap.
     */
    public static final Option<Border> BORDER = Option.choice(
            "border",
            Border.REFLECT,
            "what moves in from beyond the border when shapes are bent; wrap as the authors do");

    /** How far the sum of the points may be from the model's logit, relative to their size. */
    private static final double TOLERANCE = 0.01;

    private final @Nullable PrototypeNetwork given;

    /** By what matches are ranked. */
    public enum Order {
        /** Most points for the target. */
        CONTRIBUTION,
        /** Most alike, whatever class the prototype stands for. */
        SIMILARITY
    }

    /** Prototypes with the paper's defaults. */
    public Prototypes(ActivationModel model) {
        this(Setup.of(model, PROTOTYPES, MATCHES, ORDER, PERCENTILE, BOX, BECAUSE, RECEPTIVE_FIELD, BORDER), null);
    }

    /** Prototypes of a network that was read already. */
    public Prototypes(PrototypeNetwork network) {
        this(
                Setup.of(
                        network.model(), PROTOTYPES, MATCHES, ORDER, PERCENTILE, BOX, BECAUSE, RECEPTIVE_FIELD, BORDER),
                network);
    }

    private Prototypes(Setup<ActivationModel> setup, @Nullable PrototypeNetwork given) {
        super("prototypes", setup);
        this.given = given;
    }

    /** With a description of the prototypes that does not lie beside the model. */
    public Prototypes prototypes(Path file) {
        return with(PROTOTYPES, file.toString());
    }

    /** With so many matches per target. */
    public Prototypes matches(int count) {
        return with(MATCHES, count);
    }

    /** Ranked otherwise. */
    public Prototypes order(Order order) {
        return with(ORDER, order);
    }

    /** With another box. */
    public Prototypes box(double percentile, BoxRule rule) {
        return with(PERCENTILE, percentile).with(BOX, rule);
    }

    /** With the reasons of each likeness: because of its colour, light and shade, shape or texture (Nauta et al. 2020). */
    public Prototypes because() {
        return with(BECAUSE, true);
    }

    /** With all that the place of each match can have seen, beside its box; known of ONNX files. */
    public Prototypes receptiveFields() {
        return with(RECEPTIVE_FIELD, true);
    }

    @Override
    protected Prototypes copy(Setup<ActivationModel> other) {
        return new Prototypes(other, given);
    }

    @Override
    protected Target meaning(Target target) {
        return classesOnly(target);
    }

    @Override
    protected Score score() {
        return Score.LOGIT;
    }

    @Override
    protected PrototypeMatches explainClasses(PreparedImage image) {
        long start = System.nanoTime();
        Deadline deadline = deadline();
        PrototypeNetwork network = network();
        deadline.check(0);
        return boxedFor(network).explain(image, network, deadline, start);
    }

    /** With the box that the description asks for, which is then recorded, where no other is asked for. */
    private Prototypes boxedFor(PrototypeNetwork network) {
        return get(BOX) == BoxRule.DESCRIBED ? with(BOX, network.metadata().box()) : this;
    }

    private PrototypeMatches explain(PreparedImage image, PrototypeNetwork network, Deadline deadline, long start) {
        PrototypeMaps seen = network.compare(image.batch());
        requireExtent(seen.similarities().shape(), network);
        Tensor similarities = seen.largest(network.metadata().places()).row(0);
        List<ExplainedTarget> targets = resolveTargets(seen.logits().row(0).toArray());
        Tensor weights = rows(network.metadata().lastLayer(), targets);
        Tensor biases = rows(
                network.metadata().bias().reshape(Shape.of(network.metadata().classes(), 1)), targets);
        List<SimilarityFactors> reasons = get(BECAUSE) ? reasons(network, image, seen, deadline) : List.of();
        stopIfInterrupted();
        List<List<PrototypeMatch>> matches = new ArrayList<>();
        for (int t = 0; t < targets.size(); t++) {
            List<PrototypeMatch> best =
                    matches(network, image, seen.similarities().row(0), similarities, weights.row(t));
            matches.add(
                    reasons.isEmpty()
                            ? best
                            : best.stream()
                                    .map(match -> match.because(reasons.get(match.prototype())))
                                    .toList());
            progress().report(t + 1L, targets.size());
        }
        PrototypeMatches plain = new PrototypeMatches(
                targets,
                similarities,
                weights,
                biases.reshape(Shape.of(targets.size())),
                matches,
                targets.stream()
                        .map(target -> ClassShare.of(seen.logits().row(0), target.index(), model().spec()))
                        .toList(),
                image.input().height(),
                image.input().width(),
                image.mapping(),
                provenance(
                        image,
                        seen.logits().row(0).toArray(),
                        Score.LOGIT,
                        1 + (reasons.isEmpty() ? 0 : SimilarityFactorAnalysis.evaluations()),
                        start),
                Diagnostics.NONE);
        return withDiagnostics(plain);
    }

    private List<SimilarityFactors> reasons(
            PrototypeNetwork network, PreparedImage image, PrototypeMaps seen, Deadline deadline) {
        deadline.check(1);
        return new SimilarityFactorAnalysis(network, get(BORDER))
                .of(image, seen.similarities().row(0));
    }

    private PrototypeNetwork network() {
        if (given != null && get(PROTOTYPES).isEmpty()) {
            return given;
        }
        Path file = get(PROTOTYPES).isEmpty()
                ? model().location()
                        .flatMap(PrototypeFile::beside)
                        .orElseThrow(() -> new IllegalArgumentException("no " + PrototypeFile.NAME + " lies beside "
                                + model().spec().name() + "; name one with the option prototypes"))
                : Path.of(get(PROTOTYPES));
        return PrototypeNetwork.of(model(), file);
    }

    private static void requireExtent(Shape maps, PrototypeNetwork network) {
        if (maps.dim(2) * maps.dim(3) == 1) {
            throw new IllegalArgumentException("the maps of layer "
                    + network.metadata().layer() + " have a single position for this image, so no part can be shown");
        }
    }

    private List<PrototypeMatch> matches(
            PrototypeNetwork network, PreparedImage image, Tensor maps, Tensor similarities, Tensor weights) {
        boolean points = get(ORDER) == Order.CONTRIBUTION;
        return IntStream.range(0, similarities.size())
                .boxed()
                .sorted(Comparator.comparingDouble(p -> -similarities.at(p) * (points ? (double) weights.at(p) : 1.0)))
                .limit(get(MATCHES))
                .map(p -> match(network, image, p, maps.row(p), similarities.at(p), weights.at(p)))
                .toList();
    }

    private PrototypeMatch match(
            PrototypeNetwork network, PreparedImage image, int p, Tensor map, float similarity, float weight) {
        int height = image.input().height();
        int width = image.input().width();
        float[] enlarged =
                Bicubic.resize(map.toArray(), map.shape().dim(0), map.shape().dim(1), height, width);
        ActivationBox found = ActivationBox.of(enlarged, height, width, get(PERCENTILE), get(BOX));
        PrototypeMetadata metadata = network.metadata();
        return new PrototypeMatch(
                p,
                model().spec().label(metadata.prototypes().get(p).classIndex()),
                similarity,
                weight,
                map.copy(),
                found.box(),
                found.blobs(),
                metadata.patch(p),
                get(RECEPTIVE_FIELD) ? receptiveField(image, map, metadata) : Optional.empty(),
                Optional.empty());
    }

    private Optional<Box> receptiveField(PreparedImage image, Tensor map, PrototypeMetadata metadata) {
        int best = IntStream.range(0, map.size())
                .reduce((one, other) -> map.at(other) > map.at(one) ? other : one)
                .orElseThrow();
        int width = map.shape().dim(1);
        return model().receptiveField(model().layer(metadata.layer()), best / width, best % width, image.input());
    }

    private PrototypeMatches withDiagnostics(PrototypeMatches plain) {
        Diagnostics diagnostics = Diagnostics.NONE;
        boolean logits = model().spec().scores() != ScoreKind.PROBABILITIES
                && model().spec().scores() != ScoreKind.LOG_PROBABILITIES;
        for (int t = 0; t < plain.targets().size(); t++) {
            ExplainedTarget target = plain.targets().get(t);
            double gap = plain.logit(t) - target.score();
            if (logits) {
                requireSame(plain.logit(t), target);
                diagnostics =
                        diagnostics.with("completeness-gap", t, plain.targets().size(), gap);
            }
            if (plain.matches().get(t).stream().noneMatch(match -> match.contribution() > 0)) {
                diagnostics = diagnostics.with("no prototype speaks for " + target.label());
            }
        }
        return new PrototypeMatches(
                plain.targets(),
                plain.similarities(),
                plain.weights(),
                plain.biases(),
                plain.matches(),
                plain.shares(),
                plain.inputHeight(),
                plain.inputWidth(),
                plain.mapping(),
                plain.provenance(),
                diagnostics);
    }

    private void requireSame(double sum, ExplainedTarget target) {
        if (!NumericMatch.within(sum, target.score(), TOLERANCE)) {
            throw new ModelException(String.format(
                    java.util.Locale.ROOT,
                    "the prototypes' points add up to %.4g for %s, but %s says %.4g; their description belongs to another"
                            + " model or names another layer, epsilon or last layer",
                    sum,
                    target.label(),
                    model().spec().name(),
                    target.score()));
        }
    }

    private static Tensor rows(Tensor table, List<ExplainedTarget> targets) {
        Tensor rows = Tensor.zeros(table.shape().withFirst(targets.size()));
        for (int t = 0; t < targets.size(); t++) {
            rows.row(t).buffer().put(table.row(targets.get(t).index()).buffer());
        }
        return rows;
    }
}
