package xai4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import xai4j.djl.train.Training;
import xai4j.examples.registry.TrainingLog;
import xai4j.examples.registry.TrainingResults;
import xai4j.io.FileErrors;
import xai4j.numeric.WilsonInterval;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.HeadExport;
import xai4j.onnx.train.LinearClassifier;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.onnx.train.tune.FineTuning;
import xai4j.onnx.train.tune.TunableNetwork;
import xai4j.onnx.train.tune.TuningPlan;
import xai4j.tensor.XaiException;

/** A pretrained network whose upper layers are trained together with a head that was fitted to its frozen features. */
final class PretrainedTuning {
    private static final double MEGA = 1e6;

    private final TrainingArguments arguments;
    private final PretrainedArguments pretrained;
    private final PretrainedArguments.Lines lines;
    private final TuningPlan plan;

    PretrainedTuning(
            TrainingArguments arguments,
            PretrainedArguments pretrained,
            PretrainedArguments.Lines lines,
            TuningPlan plan) {
        this.arguments = arguments;
        this.pretrained = pretrained;
        this.lines = lines;
        this.plan = plan;
    }

    /** What is known of the same pictures: pooled at the last map for the head, maps of the layer above which is trained. */
    private record Seen(FrozenFeatures pooled, FrozenFeatures maps) {
        Seen only(int... pictures) {
            return new Seen(pooled.only(pictures), maps.only(pictures));
        }
    }

    void train(Path from, String layer) {
        TrainingArguments.Pictures pictures = arguments.findForHead();
        try (Backbone last = pretrained.open(from);
                Backbone low = pretrained.open(from, layer)) {
            TunableNetwork.requireTunable(from, low.layer().name(), last.layer().name());
            arguments.makeFolder();
            PretrainedArguments.Computed pooled =
                    pretrained.compute(last, pictures, FeatureKind.POOLED, arguments, lines);
            PretrainedArguments.Computed maps = pretrained.computeBelow(low, pictures, arguments, lines);
            Seen train = new Seen(pooled.train(), maps.train());
            Optional<WilsonInterval> accuracy =
                    maps.test().isEmpty() ? crossValidated(last, low, train) : Optional.empty();
            Path model = arguments.out().resolve("model.onnx");
            HeadExport.write(
                    last, LinearHeadFit.fit(train.pooled()), train.pooled().labels(), model);
            try (TunableNetwork network = TunableNetwork.open(model, low.layer().name())) {
                sayMemory(network, train.maps());
                FineTuning.of(network, plan)
                        .checkpoint(arguments.out().resolve(Training.CHECKPOINT))
                        .onEpoch(epoch -> {
                            say(epoch);
                            TuningLog.add(epoch, arguments.out());
                        })
                        .run(train.maps());
                network.write(model);
                TuningLog.draw(arguments.out());
                TrainingResults results = new TrainingResults();
                accuracy.or(() -> maps.test().map(test -> FineTuning.accuracy(network, test)))
                        .ifPresent(seen -> {
                            lines.out().println("test accuracy " + seen + "  " + model);
                            results.with(TrainingLog.TEST_ACCURACY, seen);
                        });
                results.write(arguments.out());
            }
        }
    }

    private void sayMemory(TunableNetwork network, FrozenFeatures maps) {
        long bytes = (long) maps.maps(0).size() * Float.BYTES * maps.size();
        lines.out()
                .printf(
                        Locale.ROOT,
                        "tuning %d weights: %.0f MB for them, %.0f MB for maps of %d views of %d pictures%n",
                        network.weightNames().size(),
                        network.bytes() / MEGA,
                        bytes / MEGA,
                        maps.views(),
                        maps.size());
        lines.out().flush();
    }

    private void say(FineTuning.Epoch epoch) {
        lines.out()
                .printf(
                        Locale.ROOT,
                        "epoch %2d  loss %.4f  accuracy %5.2f %%%n",
                        epoch.epoch(),
                        epoch.loss(),
                        100 * epoch.accuracy());
        lines.out().flush();
    }

    /** Every picture is told once by a network that has not seen it. */
    private Optional<WilsonInterval> crossValidated(Backbone last, Backbone low, Seen train) {
        int parts = pretrained.folds(train.pooled());
        int right = 0;
        int frozen = 0;
        for (int fold = 0; fold < parts; fold++) {
            Seen rest = train.only(train.pooled().part(fold, parts, false));
            Seen held = train.only(train.pooled().part(fold, parts, true));
            LinearClassifier head = LinearHeadFit.fit(rest.pooled());
            frozen += head.accuracy(held.pooled()).successes();
            right += tuned(last, low, head, rest, held);
        }
        if (parts < 2) {
            return Optional.empty();
        }
        int count = train.pooled().size();
        lines.out()
                .println(parts + "-fold cross-validation: the frozen head " + WilsonInterval.of(frozen, count)
                        + "; the file itself is trained on all pictures");
        return Optional.of(WilsonInterval.of(right, count));
    }

    private int tuned(Backbone last, Backbone low, LinearClassifier head, Seen rest, Seen held) {
        try {
            Path file = Files.createTempFile("xai4j-head", ".onnx");
            try {
                HeadExport.write(last, head, rest.pooled().labels(), file);
                try (TunableNetwork network =
                        TunableNetwork.open(file, low.layer().name())) {
                    FineTuning.of(network, plan).run(rest.maps());
                    return FineTuning.accuracy(network, held.maps()).successes();
                }
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new XaiException("cannot write into the folder of temporary files: " + FileErrors.reason(e), e);
        }
    }
}
