package xai4j.examples;

import java.nio.file.Path;
import java.util.Optional;
import xai4j.djl.train.Training;
import xai4j.examples.registry.TrainingResults;
import xai4j.numeric.Confusion;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.prototype.JointPlan;
import xai4j.onnx.train.prototype.JointTraining;
import xai4j.onnx.train.prototype.TrainedPrototypes;
import xai4j.onnx.train.tune.TunableNetwork;
import xai4j.onnx.train.tune.TuningMemory;

/** A ProtoPNet that is trained together with the upper layers of a pretrained network. */
final class PretrainedJoint {
    private final TrainingArguments arguments;
    private final PretrainedArguments pretrained;
    private final PretrainedArguments.Lines lines;
    private final TuningProgress progress;

    PretrainedJoint(TrainingArguments arguments, PretrainedArguments pretrained, PretrainedArguments.Lines lines) {
        this.arguments = arguments;
        this.pretrained = pretrained;
        this.lines = lines;
        this.progress = new TuningProgress(lines.out());
    }

    /** What pictures are taken for by prototypes on frozen features and by those that were trained with the layers. */
    private record Told(Confusion frozen, Confusion joint) {}

    void train(Path from, String layer, JointPlan plan) {
        TrainingArguments.Pictures pictures = arguments.findForHead();
        PretrainedProtoPNet.requirePictures(pictures.train(), plan.prototypes());
        try (Backbone last = pretrained.openForPatches(from);
                Backbone low = pretrained.openBelow(from, layer, last)) {
            TuningMemory memory = TunableNetwork.requireTunable(
                    from, low.layer().name(), last.layer().name());
            arguments.makeFolder();
            PretrainedArguments.Computed patches =
                    pretrained.compute(last, pictures, FeatureKind.MAPS, arguments, lines);
            PretrainedArguments.Computed below = pretrained.computeBelow(low, pictures, arguments, lines);
            TunedFeatures train = new TunedFeatures(patches.train(), below.train());
            boolean inTurn = below.test().isEmpty();
            progress.begin(
                    low.layer(),
                    memory,
                    train.below(),
                    (long) plan.tuning().epochs() * (inTurn ? pretrained.folds(train.below()) + 1 : 1));
            Optional<Told> tested = inTurn ? crossValidated(last, low, train, plan) : Optional.empty();
            try (JointTraining training = begun(last, low, train, plan)) {
                TrainedPrototypes network = training.run(train.below(), tuning -> tuning.checkpoint(
                                arguments.out().resolve(Training.CHECKPOINT))
                        .onEpoch(epoch -> progress.log(epoch, arguments.out())));
                Optional<Told> told = tested.or(() -> below.test()
                        .map(held -> told(
                                training,
                                network,
                                new TunedFeatures(patches.test().orElseThrow(), held))));
                training.write(network, pictures.train(), arguments.out());
                TuningLog.draw(arguments.out());
                finish(training, network, train, told);
            }
        }
    }

    private static JointTraining begun(Backbone last, Backbone low, TunedFeatures train, JointPlan plan) {
        return JointTraining.begin(
                last,
                low.layer().name(),
                train.last(),
                new JointPlan(
                        PretrainedProtoPNet.fitting(plan.prototypes(), train.last()),
                        plan.tuning(),
                        plan.cluster(),
                        plan.separation()));
    }

    private static Told told(JointTraining training, TrainedPrototypes network, TunedFeatures held) {
        return new Told(training.start().confusion(held.last()), network.confusion(training.features(held.below())));
    }

    /** Every picture is told once by a network that has not seen it; empty where there are no parts. */
    private Optional<Told> crossValidated(Backbone last, Backbone low, TunedFeatures train, JointPlan plan) {
        int parts = pretrained.folds(train.below());
        if (parts < 2) {
            return Optional.empty();
        }
        Confusion frozen = new Confusion(train.below().labels());
        Confusion joint = new Confusion(train.below().labels());
        for (int fold = 0; fold < parts; fold++) {
            TunedFeatures rest = train.part(fold, parts, false);
            TunedFeatures held = train.part(fold, parts, true);
            try (JointTraining training = begun(last, low, rest, plan)) {
                TrainedPrototypes network =
                        training.run(rest.below(), tuning -> tuning.onEpoch(epoch -> progress.tick()));
                Told told = told(training, network, held);
                frozen.add(told.frozen());
                joint.add(told.joint());
            }
        }
        lines.out().println(parts + "-fold cross-validation; the file itself is trained on all pictures");
        return Optional.of(new Told(frozen, joint));
    }

    private void finish(JointTraining training, TrainedPrototypes network, TunedFeatures train, Optional<Told> tested) {
        tested.ifPresent(told -> lines.out()
                .println("prototypes on frozen features " + told.frozen().interval()));
        PretrainedProtoPNet.drawSheet(arguments.out(), network);
        PretrainedArguments.finish(
                network.confusion(training.features(train.below())),
                tested.map(Told::joint),
                new TrainingResults().with("prototypes", network.count()),
                arguments.out(),
                lines.out());
        PretrainedProtoPNet.sayPrototypes(arguments.out(), network, lines.out());
    }
}
