package xai4j.examples;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import xai4j.djl.train.Training;
import xai4j.examples.registry.TrainingResults;
import xai4j.numeric.Confusion;
import xai4j.numeric.WilsonInterval;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.HeadExport;
import xai4j.onnx.train.tune.FineTuning;
import xai4j.onnx.train.tune.TunableNetwork;
import xai4j.onnx.train.tune.TuningMemory;
import xai4j.onnx.train.tune.TuningPlan;

/** A pretrained network whose upper layers are trained together with a head that was fitted to its frozen features. */
final class PretrainedTuning {
    private static final int TENTH = 10;
    private static final int FEWEST_TO_CHOOSE = 2;

    private final TrainingArguments arguments;
    private final PretrainedArguments pretrained;
    private final PretrainedArguments.Lines lines;
    private final TuningPlan plan;
    private final TuningProgress progress;
    private final Function<FrozenFeatures, TuningGoal> goals;

    PretrainedTuning(
            TrainingArguments arguments,
            PretrainedArguments pretrained,
            PretrainedArguments.Lines lines,
            TuningPlan plan,
            Function<FrozenFeatures, TuningGoal> goals) {
        this.goals = goals;
        this.arguments = arguments;
        this.pretrained = pretrained;
        this.lines = lines;
        this.plan = plan;
        this.progress = new TuningProgress(lines.out());
    }

    /** Trains, tests and writes the model; gives the pooled features of the pictures that it was trained on. */
    FrozenFeatures train(Path from, String layer) {
        TrainingArguments.Pictures pictures = arguments.findForHead();
        try (Backbone last = pretrained.open(from);
                Backbone low = pretrained.openBelow(from, layer, last)) {
            TuningMemory memory = TunableNetwork.requireTunable(
                    from, low.layer().name(), last.layer().name());
            arguments.makeFolder();
            PretrainedArguments.Computed pooled =
                    pretrained.compute(last, pictures, FeatureKind.POOLED, arguments, lines);
            PretrainedArguments.Computed maps = pretrained.computeBelow(low, pictures, arguments, lines);
            TunedFeatures train = new TunedFeatures(pooled.train(), maps.train());
            boolean inTurn = maps.test().isEmpty();
            progress.begin(
                    low.layer(),
                    memory,
                    train.below(),
                    (long) plan.epochs() * (inTurn ? pretrained.folds(train.last()) + 1 : 1));
            Map<String, Confusion> tested = inTurn ? crossValidated(last, low, train) : Map.of();
            Split split = split(train);
            TuningGoal goal = goals.apply(split.trained().last());
            pooled.test().ifPresent(test -> sayFrozen(frozen(goal, train, test)));
            Path model = arguments.out().resolve("model.onnx");
            HeadExport.write(last, goal.head(), train.last().labels(), model);
            try (TunableNetwork network = goal.open(model, low.layer().name())) {
                tuning(network, split)
                        .checkpoint(arguments.out().resolve(Training.CHECKPOINT))
                        .onEpoch(epoch -> progress.log(epoch, arguments.out()))
                        .run(split.trained().below());
                network.write(model);
                TuningLog.draw(arguments.out());
                finish(
                        told(network, split.trained().below(), goal),
                        maps.test().map(test -> told(network, test, goal)).orElse(tested));
                return split.trained().last();
            }
        }
    }

    /** What pictures are taken for by each of the goal's rules. */
    private static Map<String, Confusion> told(TunableNetwork network, FrozenFeatures maps, TuningGoal goal) {
        Map<String, Confusion> told = new LinkedHashMap<>();
        goal.rules().forEach((name, rule) -> told.put(name, FineTuning.confusion(network, maps, rule)));
        return told;
    }

    private void finish(Map<String, Confusion> trained, Map<String, Confusion> tested) {
        if (tested.size() > 1) {
            sayRules("tuned", tested);
        }
        PretrainedArguments.finish(
                trained.values().iterator().next(),
                tested.values().stream().findFirst(),
                new TrainingResults(),
                arguments.out(),
                lines.out());
    }

    /** What is trained on, and what chooses the epoch: the same where none is chosen. */
    private record Split(TunedFeatures trained, TunedFeatures choosing) {}

    private Split split(TunedFeatures train) {
        if (!arguments.kept().selection().needsValidation()) {
            return new Split(train, train);
        }
        if (train.last().fewestOfAClass() <= FEWEST_TO_CHOOSE) {
            throw new IllegalArgumentException(
                    "--keep best and --patience hold a picture of each class out, and of a class of "
                            + train.last().fewestOfAClass()
                            + " too few are left; give more pictures, or leave both words out");
        }
        return new Split(train.part(0, TENTH, false), train.part(0, TENTH, true));
    }

    private FineTuning tuning(TunableNetwork network, Split split) {
        return FineTuning.of(network, plan)
                .validated(split.choosing().below(), arguments.kept().selection());
    }

    /** Every picture is told once by a network that has not seen it; empty where there are no parts. */
    private Map<String, Confusion> crossValidated(Backbone last, Backbone low, TunedFeatures train) {
        int parts = pretrained.folds(train.last());
        Map<String, Confusion> all = new LinkedHashMap<>();
        Map<String, Confusion> frozen = new LinkedHashMap<>();
        for (int fold = 0; fold < parts; fold++) {
            TunedFeatures rest = train.part(fold, parts, false);
            TunedFeatures held = train.part(fold, parts, true);
            Split split = split(rest);
            TuningGoal goal = goals.apply(split.trained().last());
            frozen(goal, rest, held.last())
                    .forEach((name, seen) -> frozen.merge(name, seen, PretrainedTuning::together));
            tuned(last, low, goal, split, held)
                    .forEach((name, seen) -> all.merge(name, seen, PretrainedTuning::together));
        }
        if (parts > 1) {
            lines.out().println(parts + "-fold cross-validation; the file itself is trained on all pictures");
            sayFrozen(frozen);
            sayWhetherItPays(frozen, all);
        }
        return all;
    }

    /** By the goal's first rule. Few pictures are soon known by heart, and a head that is fitted to frozen features may tell others better. */
    private void sayWhetherItPays(Map<String, Confusion> frozen, Map<String, Confusion> tuned) {
        WilsonInterval before = frozen.values().iterator().next().interval();
        WilsonInterval after = tuned.values().iterator().next().interval();
        if (after.successes() <= before.successes()) {
            lines.out()
                    .println("tuning does not pay on these pictures: it tells " + after.successes() + " of "
                            + after.trials() + " right, the frozen head " + before.successes()
                            + "; without --tune-from the head alone is trained");
        }
    }

    /** What the head alone tells that was fitted to the frozen features of all pictures; where some choose the epoch, it is not the one that is tuned. */
    private Map<String, Confusion> frozen(TuningGoal goal, TunedFeatures all, FrozenFeatures held) {
        boolean chosen = arguments.kept().selection().needsValidation();
        TuningGoal whole = chosen ? goals.apply(all.last()) : goal;
        Map<String, Confusion> told = new LinkedHashMap<>();
        whole.rules().forEach((name, rule) -> {
            Confusion seen = new Confusion(held.labels());
            for (int i = 0; i < held.size(); i++) {
                seen.add(held.label(i), rule.applyAsInt(whole.head().scores(held.pooled(i, 0))));
            }
            told.put(name, seen);
        });
        return told;
    }

    private void sayFrozen(Map<String, Confusion> frozen) {
        if (frozen.size() == 1) {
            lines.out()
                    .println("the frozen head "
                            + frozen.values().iterator().next().interval());
        } else {
            sayRules("frozen", frozen);
        }
    }

    private void sayRules(String when, Map<String, Confusion> told) {
        told.forEach((rule, seen) -> lines.out().printf("%-8s %s %s%n", when, rule, seen.interval()));
    }

    private static Confusion together(Confusion one, Confusion other) {
        one.add(other);
        return one;
    }

    private Map<String, Confusion> tuned(
            Backbone last, Backbone low, TuningGoal goal, Split split, TunedFeatures held) {
        return TemporaryHead.use(last, goal.head(), held.last().labels(), file -> {
            try (TunableNetwork network = goal.open(file, low.layer().name())) {
                tuning(network, split)
                        .onEpoch(epoch -> progress.tick())
                        .run(split.trained().below());
                return told(network, held.below(), goal);
            }
        });
    }
}
