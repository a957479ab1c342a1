package xai4j.nbdt;

import java.nio.file.Path;
import java.util.ArrayList;
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
import xai4j.image.PreparedImage;
import xai4j.model.ActivationModel;
import xai4j.model.LinearHead;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.nbdt.hierarchy.CommonNames;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;
import xai4j.nbdt.hierarchy.LeafNames;
import xai4j.nbdt.hierarchy.NodeNames;
import xai4j.nbdt.hierarchy.TreeSource;
import xai4j.nbdt.hierarchy.WordNetNumbers;
import xai4j.nbdt.hierarchy.WordNetTree;
import xai4j.nbdt.wordnet.Concept;
import xai4j.nbdt.wordnet.WordNet;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Reads a network with a linear head as a decision tree (Wan et al. 2021, NBDT): a hierarchy over the classes, induced from the
 * weights of the last layer or given, and a decision at each of its nodes.
 */
public final class Nbdt extends ConfiguredExplainer<ActivationModel, DecisionPath, Nbdt> {
    /** Where the tree comes from. Option {@code hierarchy}, empty by default. */
    public static final Option<TreeSource> HIERARCHY = Option.of(
                    "hierarchy",
                    new TreeSource.Induced(),
                    TreeSource::parse,
                    TreeSource::text,
                    "JSON file with the tree over the classes, or wordnet; induced from the last layer when empty")
            .readingFiles(text -> !text.isEmpty() && !text.equals(TreeSource.WORDNET));

    /** Where the names of inner nodes come from. Option {@code names}, {@code own} by default; own, wordnet. */
    public static final Option<NodeNames> NAMES = Option.choice(
            "names",
            NodeNames.OWN,
            "names of inner nodes: the tree's own, which are the classes below when it was induced, or what these have in"
                    + " common in WordNet");

    /** A file with WordNet numbers. Option {@code wnids}, empty by default. */
    public static final Option<String> WNIDS = Option.of(
                    "wnids",
                    "",
                    text -> text,
                    text -> text,
                    "file with the WordNet number of each class, a line each or Keras' imagenet_class_index.json; by default"
                            + " WordNet is asked for the labels")
            .readingFiles(text -> !text.isEmpty());

    /** Whether rows are normalised before clustering. Option {@code normalised}, {@code false} by default. */
    public static final Option<Boolean> NORMALISED = Option.flag(
            "normalised",
            false,
            "divide the last layer's rows by their lengths before clustering, as the paper says; the authors' code and"
                    + " trees do not");

    private final TreeRule rule;
    private volatile @Nullable Hierarchy found;

    /** Soft rule, induced tree. */
    public Nbdt(ActivationModel model) {
        this(TreeRule.SOFT, model);
    }

    Nbdt(TreeRule rule, ActivationModel model) {
        this(rule, Setup.of(model, HIERARCHY, NORMALISED, NAMES, WNIDS));
    }

    private Nbdt(TreeRule rule, Setup<ActivationModel> setup) {
        super(rule == TreeRule.HARD ? "nbdt-hard" : "nbdt-soft", setup);
        this.rule = rule;
    }

    private Setup<ActivationModel> setup() {
        return new Setup<>(model(), options(), progress(), Optional.empty(), clock());
    }

    /** With the hard rule. */
    public Nbdt hard() {
        return new Nbdt(TreeRule.HARD, setup());
    }

    /** With the soft rule. */
    public Nbdt soft() {
        return new Nbdt(TreeRule.SOFT, setup());
    }

    /** With a tree of one's own over the model's classes, in place of any that was said before. */
    public Nbdt hierarchy(Hierarchy hierarchy) {
        return with(HIERARCHY, new TreeSource.Given(hierarchy));
    }

    /** With a tree from a file, in place of any that was said before. */
    public Nbdt hierarchy(Path file) {
        return with(HIERARCHY, new TreeSource.File(file));
    }

    @Override
    protected Nbdt copy(Setup<ActivationModel> other) {
        return new Nbdt(rule, other);
    }

    /** With the tree of what the classes are, from WordNet. */
    public Nbdt wordNet() {
        return with(HIERARCHY, new TreeSource.Meanings());
    }

    /** With inner nodes named by what their classes have in common in WordNet. */
    public Nbdt wordNetNames() {
        return with(NAMES, NodeNames.WORDNET);
    }

    /**
     * The tree that decides.
     *
     * @throws IllegalArgumentException if none was given and the model has no linear head to induce one from
     * @throws xai4j.tensor.XaiException if a file cannot be used, WordNet is wanted and not on the class path, or it does not know a
     *     label
     */
    public Hierarchy hierarchy() {
        Hierarchy known = found;
        if (known == null) {
            List<String> labels = model().spec().labels();
            boolean ofWordNet = get(HIERARCHY) instanceof TreeSource.Meanings || get(NAMES) != NodeNames.OWN;
            List<String> numbers =
                    get(WNIDS).isEmpty() ? List.of() : WordNetNumbers.read(Path.of(get(WNIDS)), classes(), ofWordNet);
            known = tree(labels, numbers);
            found = known;
        }
        return known;
    }

    private Hierarchy tree(List<String> labels, List<String> numbers) {
        boolean byMeaning = get(HIERARCHY) instanceof TreeSource.Meanings;
        if (!byMeaning && get(NAMES) == NodeNames.OWN) {
            return plain(labels, numbers);
        }
        WordNet wordNet = WordNet.open();
        List<Concept> concepts = wordNet.meanings(meant(labels, numbers));
        return byMeaning
                ? WordNetTree.of(wordNet, concepts, labels)
                : CommonNames.of(wordNet, plain(labels, numbers), concepts);
    }

    private List<String> meant(List<String> labels, List<String> numbers) {
        List<String> words = numbers.isEmpty() ? labels : numbers;
        if (words.size() < classes() || words.isEmpty()) {
            throw new IllegalArgumentException(model().spec().name() + " has " + classes() + " classes and "
                    + words.size() + " labels to look up in WordNet; give labels, or wnids=FILE");
        }
        return words;
    }

    private Hierarchy plain(List<String> labels, List<String> numbers) {
        if (get(HIERARCHY) instanceof TreeSource.Given given) {
            return given.tree();
        }
        if (get(HIERARCHY) instanceof TreeSource.File file) {
            return HierarchyFile.read(file.path(), classes(), labels, numbers);
        }
        LinearHead head = model().head()
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                model().spec().name()
                                        + " has no linear head to induce a tree from; give one: hierarchy=FILE.json or hierarchy=wordnet"));
        return Hierarchy.induced(head.weights(), get(NORMALISED), labels);
    }

    private int classes() {
        return model().head()
                .map(head -> head.weights().shape().dim(0))
                .orElseGet(() -> model().spec().labels().size());
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
    protected DecisionPath explainClasses(PreparedImage image) {
        long start = System.nanoTime();
        Deadline deadline = deadline();
        Hierarchy tree = hierarchy();
        deadline.check(0);
        Tensor logits = Scores.requireFinite(
                model().predict(image.batch(), Score.LOGIT), model().spec().name());
        if (logits.shape().dim(1) != tree.classes()) {
            throw new IllegalArgumentException("the tree has " + tree.classes() + " classes, "
                    + model().spec().name() + " gives " + logits.shape().dim(1) + " scores");
        }
        float[] row = logits.row(0).toArray();
        TreeDecisions decisions = new TreeDecisions(tree, row);
        double[] soft = decisions.softProbabilities();
        int hard = decisions.hardClass();
        float[] scores = new float[soft.length];
        float[] order = new float[soft.length];
        for (int k = 0; k < soft.length; k++) {
            boolean reached = k == hard;
            scores[k] = (float) (rule == TreeRule.SOFT ? soft[k] : reached ? 1 : 0);
            order[k] = (float) (soft[k] + (rule == TreeRule.HARD && reached ? 1 : 0));
        }
        List<ExplainedTarget> targets = resolveTargets(order).stream()
                .map(target -> new ExplainedTarget(target.index(), target.label(), scores[target.index()]))
                .toList();
        List<List<Decision>> paths = new ArrayList<>();
        targets.forEach(target -> paths.add(decisions.pathTo(target.index())));
        int network = Scores.top(logits)[0];
        return new DecisionPath(
                targets,
                Tensor.of(Shape.of(scores.length), scores),
                rule,
                tree,
                decisions.nodes(),
                paths,
                network,
                provenance(image, Score.PROBABILITY, 1, start),
                diagnose(tree, targets, paths, top(order), network));
    }

    private static int top(float[] scores) {
        return IntStream.range(0, scores.length)
                .reduce((best, k) -> scores[k] > scores[best] ? k : best)
                .orElseThrow();
    }

    private Diagnostics diagnose(
            Hierarchy tree, List<ExplainedTarget> targets, List<List<Decision>> paths, int predicted, int network) {
        Diagnostics diagnostics = Diagnostics.NONE;
        for (int t = 0; t < targets.size(); t++) {
            double product = 1;
            double doubt = 0;
            for (Decision decision : paths.get(t)) {
                product *= decision.probability();
                doubt = Math.max(doubt, decision.entropy());
            }
            diagnostics = diagnostics
                    .with("path-probability", t, targets.size(), product)
                    .with("largest-entropy", t, targets.size(), doubt);
        }
        if (predicted != network) {
            diagnostics = diagnostics.with("the tree says " + model().spec().label(predicted) + ", the network itself "
                    + model().spec().label(network));
        }
        Optional<String> strange = LeafNames.strange(tree, model().spec().labels());
        return strange.isPresent() ? diagnostics.with(strange.get()) : diagnostics;
    }
}
