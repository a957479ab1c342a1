package xai4j.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Applicability;
import xai4j.model.ActivationModel;
import xai4j.model.Attention;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.Model;
import xai4j.model.ModelOutput;
import xai4j.model.ModelSpec;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.DetectionModel;

/** Says what a model is and which explainers can be used on it. */
@Command(
        name = "inspect",
        description = "What is this model: inputs, labels, layers, head, and which explainers apply.")
final class InspectCommand implements Callable<Integer> {
    private static final int LABELS_SHOWN = 12;

    @Mixin
    private final ModelArguments arguments = new ModelArguments();

    @Option(names = "--options", description = "List the options of every explainer that applies, too.")
    private boolean withOptions;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (Model model = arguments.open()) {
            describe(model.spec(), arguments.spec(model), Models.labels(model), out);
            model.as(DetectionModel.class).ifPresent(detector -> detections(detector, out));
            outputs(model, out);
            remarks(model, out);
            model.as(ActivationModel.class)
                    .ifPresentOrElse(open -> layers(open, out), () -> out.println("layers         not visible"));
            explainers(model, out);
        }
        out.flush();
        return 0;
    }

    private static void describe(ModelSpec opened, ModelSpec model, List<String> labels, PrintWriter out) {
        out.println("model          " + model.name());
        out.println("sha-256        " + model.sha256());
        out.println(
                "input          " + model.input().layout() + " " + model.input().imageShape()
                        + (model.input().batch() > 0
                                ? ", batch fixed to " + model.input().batch()
                                : ""));
        out.println("preprocessing  " + model.preprocessing().name()
                + (model.preprocessingOrigin() == PreprocessingOrigin.ASSUMED
                        ? " (assumed: neither the file nor one beside it says; --preprocess can)"
                        : ""));
        out.println("               " + PreprocessingArguments.options(opened, model));
        out.println("scores         " + model.scores());
        out.println("labels         " + (labels.isEmpty() ? "none" : labels.size() + ": " + shortened(labels)));
    }

    private static void detections(DetectionModel detector, PrintWriter out) {
        DetectionLayout layout = detector.layout();
        List<String> labels = layout.labels();
        out.printf(
                Locale.ROOT,
                "detections     %s: %s%n               %d %s%s; objects with a score of at least %.2f, boxes that overlap by %.2f are one%n",
                layout.name(),
                layout.why(),
                layout.classes(),
                layout.classes() == 1 ? "class" : "classes",
                labels.isEmpty() ? "" : " (" + shortened(labels) + ")",
                layout.threshold(),
                layout.suppression());
    }

    /** Every output, the explained one marked; nothing where there is only the one that is explained as it is. */
    private static void outputs(Model model, PrintWriter out) {
        List<ModelOutput> outputs = model.outputs();
        outputs.forEach(output -> out.printf(
                "%-14s %s %s %s%s: %s%n",
                output.equals(outputs.get(0)) ? "outputs" : "",
                output.name(),
                output.shape(),
                output.kind().name().toLowerCase(Locale.ROOT),
                output.explained() ? ", explained" : "",
                output.why()));
    }

    private static void remarks(Model model, PrintWriter out) {
        model.remarks().forEach(remark -> out.println("remark         " + remark));
    }

    private static String shortened(List<String> labels) {
        String some = String.join(", ", labels.subList(0, Math.min(LABELS_SHOWN, labels.size())));
        return labels.size() > LABELS_SHOWN ? some + ", …" : some;
    }

    private static void layers(ActivationModel model, PrintWriter out) {
        out.println("head           "
                + model.head().map(InspectCommand::describe).orElse("no pooling + linear map at the end"));
        out.println(
                "last map       " + model.lastSpatialLayer().map(Layer::name).orElse("none"));
        attention(model, out);
        out.println("layers");
        for (Layer layer : model.layers()) {
            out.printf("  %-48s %-22s %s%n", layer.name(), layer.operator(), layer.shape());
        }
    }

    private static void attention(ActivationModel model, PrintWriter out) {
        Attention found = model.attention();
        out.println(
                "attention      " + (found.isFound() ? described(found, model.spec()) : "none: " + found.obstacle()));
        found.blocks()
                .forEach(block -> out.printf(
                        "  %-48s %d heads, %d tokens%n", block.probabilities().name(), block.heads(), block.tokens()));
        found.pooling()
                .ifPresent(pooling -> out.printf(
                        "  %-48s %d heads, %d %s%n",
                        pooling.probabilities().name(),
                        pooling.heads(),
                        pooling.queries(),
                        pooling.queries() == 1 ? "query that gathers the tokens" : "queries that gather the tokens"));
    }

    private static String described(Attention found, ModelSpec model) {
        String read = found.read().isEmpty()
                ? "the scores are made of all tokens" + (found.pooling().isPresent() ? ", gathered by attention" : "")
                : "the scores are made of token "
                        + found.read().stream().map(String::valueOf).collect(Collectors.joining(", "));
        String grid = model.input().isFixedSize()
                ? found.grid(model.input().height(), model.input().width())
                        .map(g -> g.height() + "×" + g.width() + " patches"
                                + (g.skip() > 0
                                        ? " behind " + g.skip() + (g.skip() == 1 ? " token" : " tokens")
                                                + " without a place"
                                        : ""))
                        .orElse("the tokens form no grid over the image")
                : "a grid that depends on the image's size";
        return found.blocks().size() + " blocks; " + grid + "; " + read;
    }

    private static String describe(LinearHead head) {
        return head.pooling() + " pooling of " + head.features().name() + ", then linear "
                + head.weights().shape();
    }

    private void explainers(Model model, PrintWriter out) {
        Map<String, Applicability> tried = Explainers.tried(model);
        Set<Applicability> all = Set.copyOf(tried.values());
        if (all.size() == 1 && all.iterator().next().level() == Applicability.Level.IMPOSSIBLE) {
            out.println("explainers     none: " + all.iterator().next().reason());
            return;
        }
        out.println("explainers");
        tried.forEach((name, applicability) -> {
            String reason = applicability.reason().isEmpty() ? "" : ": " + applicability.reason();
            out.printf("  %-22s %s%s%n", name, applicability.level().name().toLowerCase(java.util.Locale.ROOT), reason);
            if (withOptions && applicability.level() != Applicability.Level.IMPOSSIBLE) {
                options(name, model, out);
            }
        });
    }

    private static void options(String method, Model model, PrintWriter out) {
        var options = Explainers.named(method, model).options();
        var values = options.describe();
        options.known()
                .forEach(option -> out.printf(
                        "      --set %s=%s  %s%n", option.name(), values.get(option.name()), option.meaning()));
    }
}
