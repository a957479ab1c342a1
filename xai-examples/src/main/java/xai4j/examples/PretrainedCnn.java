package xai4j.examples;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import xai4j.examples.registry.TrainingResults;
import xai4j.numeric.Confusion;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.HeadExport;
import xai4j.onnx.train.LinearClassifier;
import xai4j.onnx.train.LinearHeadFit;

/** A linear head on the frozen features of a pretrained network. */
final class PretrainedCnn {
    private final TrainingArguments arguments;
    private final PretrainedArguments pretrained;
    private final PretrainedArguments.Lines lines;

    PretrainedCnn(TrainingArguments arguments, PretrainedArguments pretrained, PretrainedArguments.Lines lines) {
        this.arguments = arguments;
        this.pretrained = pretrained;
        this.lines = lines;
    }

    void train(Path from) {
        TrainingArguments.Pictures pictures = arguments.findForHead();
        try (Backbone backbone = pretrained.open(from)) {
            arguments.makeFolder();
            PretrainedArguments.Computed computed =
                    pretrained.compute(backbone, pictures, FeatureKind.POOLED, arguments, lines);
            FrozenFeatures train = computed.train();
            Optional<Confusion> tested = computed.test().isEmpty()
                    ? pretrained.crossValidated(train, lines, (rest, held) -> LinearHeadFit.fit(rest)
                            .confusion(held))
                    : Optional.empty();
            long start = System.nanoTime();
            LinearClassifier head = LinearHeadFit.fit(train);
            Path model = arguments.out().resolve("model.onnx");
            HeadExport.write(backbone, head, train.labels(), model);
            lines.out()
                    .printf(
                            Locale.ROOT,
                            "features %.1f s (%.1f s of all threads inside the backbone), head %.1f s%n",
                            computed.seconds(),
                            computed.secondsInBackbone(),
                            (System.nanoTime() - start) / 1e9);
            PretrainedArguments.finish(
                    head.confusion(train),
                    tested.or(() -> computed.test().map(head::confusion)),
                    new TrainingResults(),
                    arguments.out(),
                    lines.out());
        }
    }
}
