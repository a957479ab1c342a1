package xai4j.examples;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import xai4j.examples.registry.TrainingLog;
import xai4j.examples.registry.TrainingResults;
import xai4j.model.LoadOptions;
import xai4j.nbdt.Nbdt;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.HeadExport;
import xai4j.onnx.train.LinearClassifier;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.onnx.train.tree.FrozenTree;
import xai4j.onnx.train.tune.TuningPlan;
import xai4j.tensor.XaiException;

/** A tree of decisions on the frozen features of a pretrained network. */
final class PretrainedNbdt {
    private final TrainingArguments arguments;
    private final PretrainedArguments pretrained;
    private final PretrainedArguments.Lines lines;

    PretrainedNbdt(TrainingArguments arguments, PretrainedArguments pretrained, PretrainedArguments.Lines lines) {
        this.arguments = arguments;
        this.pretrained = pretrained;
        this.lines = lines;
    }

    /**
     * What tree, and how it is trained.
     *
     * @param hierarchy a file or "wordnet"; null for one that is induced
     * @param normalised whether rows are divided by their lengths before they are joined
     * @param weight of the tree's part of the loss
     */
    record Wish(@Nullable String hierarchy, boolean normalised, double weight) {}

    void train(Path from, Wish wish) {
        arguments.kept().requireEpochs(false, "a tree on frozen features is the one solution of a convex problem");
        TrainingArguments.Pictures pictures = arguments.findForHead();
        try (Backbone backbone = pretrained.open(from)) {
            arguments.makeFolder();
            PretrainedArguments.Computed computed =
                    pretrained.compute(backbone, pictures, FeatureKind.POOLED, arguments, lines);
            FrozenFeatures train = computed.train();
            Optional<LinearClassifier> own = backbone.ownHead(train.labels());
            own.ifPresent(
                    head -> lines.out()
                            .println(
                                    "the file tells these classes itself: its own head is where the training begins, and stays near"));
            LinearClassifier plain = own.orElseGet(() -> LinearHeadFit.fit(train));
            Hierarchy tree = tree(backbone, plain, train, wish, own);
            FrozenTree tuned = FrozenTree.fit(train, tree, wish.weight(), own);
            Compared seen = compared(computed, plain, tuned, wish, own);
            boolean pays = seen.pays();
            if (own.isPresent() && !pays) {
                lines.out()
                        .println("training for the tree does not pay on these pictures: the file keeps its own head");
            }
            Path model = arguments.out().resolve("model.onnx");
            HeadExport.write(backbone, own.isPresent() && !pays ? plain : tuned.head(), train.labels(), model);
            write(tree, model);
            seen.kept(own.isPresent() && !pays).ifPresent(this::write);
        }
    }

    private void write(Hierarchy tree, Path model) {
        Path file = arguments.out().resolve("hierarchy.json");
        HierarchyFile.write(tree, file);
        lines.out().println("xai explain " + model + " --method nbdt-soft --set hierarchy=" + file + " --image …");
    }

    /** Tunes the layers above one for the tree, after a head was fitted for it to frozen features. */
    void tune(Path from, Wish wish, String layer, TuningPlan plan) {
        Function<List<String>, Optional<LinearClassifier>> own = ownHead(from);
        Function<FrozenFeatures, Hierarchy> tree = wish.hierarchy() == null
                ? features -> induced(features, wish, own.apply(features.labels()))
                : given(from, wish);
        PretrainedTuning tuning = new PretrainedTuning(
                arguments,
                pretrained,
                lines,
                plan,
                features -> TuningGoal.tree(features, tree, wish.weight(), own.apply(features.labels())));
        Path model = arguments.out().resolve("model.onnx");
        FrozenFeatures trained = tuning.train(from, layer);
        write(named(model, tree.apply(trained)), model);
    }

    /** The file's own head, where it tells the classes at hand; it is looked up, and told of, once. */
    private Function<List<String>, Optional<LinearClassifier>> ownHead(Path from) {
        Map<List<String>, Optional<LinearClassifier>> known = new HashMap<>();
        return labels -> known.computeIfAbsent(labels, classes -> {
            try (Backbone backbone = pretrained.open(from)) {
                Optional<LinearClassifier> own = backbone.ownHead(classes);
                own.ifPresent(head -> lines.out()
                        .println("the file tells these classes itself: its own head is where the tuning begins"));
                return own;
            }
        });
    }

    /** A tree that was given asks for the classes alone: for all parts of the pictures it is looked up once. */
    private Function<FrozenFeatures, Hierarchy> given(Path from, Wish wish) {
        Map<List<String>, Hierarchy> known = new HashMap<>();
        return features -> known.computeIfAbsent(features.labels(), labels -> given(from, features, wish));
    }

    private Hierarchy given(Path from, FrozenFeatures features, Wish wish) {
        try (Backbone backbone = pretrained.open(from)) {
            return tree(backbone, LinearHeadFit.fit(features), features, wish, Optional.empty());
        }
    }

    private static Hierarchy named(Path model, Hierarchy tree) {
        try (OnnxModel open = OnnxModel.open(model, LoadOptions.defaults())) {
            return named(new Nbdt(open).hierarchy(tree));
        }
    }

    /**
     * How good the tree is.
     *
     * @param before it was trained for; empty where it was not tested
     * @param after the same of the trained one
     * @param pays whether pictures held out in turn show that the training pays
     */
    private record Compared(Optional<FrozenTree.Accuracy> before, Optional<FrozenTree.Accuracy> after, boolean pays) {
        Optional<FrozenTree.Accuracy> kept(boolean untrained) {
            return untrained ? before : after;
        }
    }

    /** Says how good the tree is before and after. */
    private Compared compared(
            PretrainedArguments.Computed computed,
            LinearClassifier plain,
            FrozenTree tuned,
            Wish wish,
            Optional<LinearClassifier> own) {
        FrozenFeatures train = computed.train();
        if (computed.test().isPresent()) {
            FrozenFeatures test = computed.test().get();
            FrozenTree.Accuracy plainly = new FrozenTree(plain, tuned.tree()).accuracy(test);
            FrozenTree.Accuracy trained = tuned.accuracy(test);
            print("before", plainly);
            print("trained", trained);
            return new Compared(Optional.of(plainly), Optional.of(trained), true);
        }
        int folds = pretrained.folds(train);
        Optional<FrozenTree.Accuracy> before = Optional.empty();
        Optional<FrozenTree.Accuracy> after = Optional.empty();
        for (int fold = 0; fold < folds; fold++) {
            FrozenFeatures rest = train.only(train.part(fold, folds, false));
            FrozenFeatures held = train.only(train.part(fold, folds, true));
            LinearClassifier head = own.orElseGet(() -> LinearHeadFit.fit(rest));
            Hierarchy tree = wish.hierarchy() == null ? induced(rest, wish, own) : tuned.tree();
            FrozenTree.Accuracy plainly = new FrozenTree(head, tree).accuracy(held);
            FrozenTree.Accuracy trained =
                    FrozenTree.fit(rest, tree, wish.weight(), own).accuracy(held);
            before = Optional.of(before.map(plainly::plus).orElse(plainly));
            after = Optional.of(after.map(trained::plus).orElse(trained));
        }
        before.ifPresent(accuracy -> print("before", accuracy));
        after.ifPresent(accuracy -> print("trained", accuracy));
        boolean pays = folds == 0
                || after.orElseThrow().soft().successes()
                        > before.orElseThrow().soft().successes();
        if (folds > 0) {
            lines.out().println(folds + "-fold cross-validation; the file itself is trained on all pictures");
        }
        return new Compared(before, after, pays);
    }

    private void write(FrozenTree.Accuracy seen) {
        new TrainingResults()
                .with(TrainingLog.TEST_ACCURACY, seen.soft())
                .with(TrainingLog.TEST_ACCURACY_HARD_TREE, seen.hard())
                .with(TrainingLog.TEST_ACCURACY_NETWORK, seen.network())
                .write(arguments.out());
    }

    private void print(String when, FrozenTree.Accuracy accuracy) {
        lines.out()
                .printf(
                        "%-8s network %s  hard tree %s  soft tree %s%n",
                        when, accuracy.network(), accuracy.hard(), accuracy.soft());
    }

    /** Given, or induced, with names from WordNet where it knows the labels. */
    private static Hierarchy tree(
            Backbone backbone,
            LinearClassifier plain,
            FrozenFeatures train,
            Wish wish,
            Optional<LinearClassifier> own) {
        return TemporaryHead.use(backbone, plain, train.labels(), file -> tree(file, train, wish, own));
    }

    private static Hierarchy tree(Path file, FrozenFeatures train, Wish wish, Optional<LinearClassifier> own) {
        try (OnnxModel model = OnnxModel.open(file, LoadOptions.defaults())) {
            Nbdt nbdt = new Nbdt(model);
            return wish.hierarchy() == null
                    ? named(nbdt.hierarchy(induced(train, wish, own)))
                    : nbdt.set(Nbdt.HIERARCHY.name(), wish.hierarchy()).hierarchy();
        }
    }

    /** From the rows of the file's own head, which know more of the classes than a few pictures do; else from their means. */
    private static Hierarchy induced(FrozenFeatures features, Wish wish, Optional<LinearClassifier> own) {
        return own.map(head -> FrozenTree.tree(head, wish.normalised(), features.labels()))
                .orElseGet(() -> FrozenTree.tree(features, wish.normalised()));
    }

    private static Hierarchy named(Nbdt nbdt) {
        try {
            return nbdt.wordNetNames().hierarchy();
        } catch (XaiException e) {
            // labels that WordNet does not know: nodes are called after the classes below them
            return nbdt.hierarchy();
        }
    }
}
