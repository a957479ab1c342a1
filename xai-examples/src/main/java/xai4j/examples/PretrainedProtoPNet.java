package xai4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import xai4j.data.LabelledImages;
import xai4j.examples.birds.BirdWorld;
import xai4j.examples.registry.TrainingResults;
import xai4j.numeric.Confusion;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FeatureKind;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.prototype.PrototypeHeadExport;
import xai4j.onnx.train.prototype.PrototypePlan;
import xai4j.onnx.train.prototype.PrototypeTraining;
import xai4j.onnx.train.prototype.TrainedPrototypes;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeFile;
import xai4j.prototype.PrototypeSheet;
import xai4j.render.Png;

/** A ProtoPNet on the frozen features of a pretrained network. */
final class PretrainedProtoPNet {
    private final TrainingArguments arguments;
    private final PretrainedArguments pretrained;
    private final PretrainedArguments.Lines lines;

    PretrainedProtoPNet(TrainingArguments arguments, PretrainedArguments pretrained, PretrainedArguments.Lines lines) {
        this.arguments = arguments;
        this.pretrained = pretrained;
        this.lines = lines;
    }

    void train(Path from, PrototypePlan plan) {
        TrainingArguments.Pictures pictures = arguments.findForHead();
        requirePictures(pictures.train(), plan);
        try (Backbone backbone = pretrained.openForPatches(from)) {
            arguments.makeFolder();
            PretrainedArguments.Computed computed =
                    pretrained.compute(backbone, pictures, FeatureKind.MAPS, arguments, lines);
            FrozenFeatures train = computed.train();
            Optional<Confusion> tested = computed.test().isEmpty()
                    ? pretrained.crossValidated(
                            train, lines, (rest, held) -> trained(rest, plan).confusion(held))
                    : Optional.empty();
            TrainedPrototypes network = trained(train, plan);
            Path folder = arguments.out();
            List<Prototype> prototypes = PrototypeHeadExport.write(backbone, network, pictures.train(), folder);
            drawSheet(folder, network);
            if (pictures.train() instanceof BirdWorld world) {
                PrototypesOnBirds onBirds = PrototypesOnBirds.of(world, prototypes, network.patches());
                onBirds.write(folder);
                onBirds.lines().forEach(lines.out()::println);
            }
            PretrainedArguments.finish(
                    network.confusion(train),
                    tested.or(() -> computed.test().map(network::confusion)),
                    new TrainingResults().with("prototypes", network.count()),
                    folder,
                    lines.out());
            sayPrototypes(folder, network, lines.out());
        }
    }

    static void drawSheet(Path folder, TrainedPrototypes network) {
        Png.write(
                PrototypeSheet.draw(PrototypeFile.read(folder.resolve(PrototypeFile.NAME)), network.labels()::get),
                folder.resolve("prototypes.png"));
    }

    static void sayPrototypes(Path folder, TrainedPrototypes network, PrintWriter out) {
        out.println(network.count() + " prototypes  " + folder.resolve(PrototypeHeadExport.MODEL) + "  "
                + folder.resolve("prototypes.png"));
    }

    /** Before anything is computed or written. */
    static void requirePictures(LabelledImages images, PrototypePlan plan) {
        PrototypeTraining.requirePictures(images.labels(), i -> images.label(i), images.size(), plan);
    }

    private static TrainedPrototypes trained(FrozenFeatures features, PrototypePlan plan) {
        return PrototypeTraining.of(features, fitting(plan, features)).run();
    }

    /** With at most as many prototypes as the smallest class has pictures, of which a part is held out in turn. */
    static PrototypePlan fitting(PrototypePlan plan, FrozenFeatures features) {
        return plan.withPerClass(Math.min(plan.perClass(), features.fewestOfAClass()));
    }
}
