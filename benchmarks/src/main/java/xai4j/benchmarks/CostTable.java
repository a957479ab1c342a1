package xai4j.benchmarks;

import ai.onnxruntime.OrtException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.baseline.Baseline;
import xai4j.coalition.PerturbationOptions;
import xai4j.coalition.Together;
import xai4j.data.ImageFolder;
import xai4j.explain.Explainer;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.lime.Lime;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.rise.Rise;
import xai4j.shap.KernelShap;

/**
 * The whole table of what explanations cost, each beside the same raw passes in the same run: {@code CostTable --pictures FOLDER [-p provider=CUDA]
 * [--detector FILE.onnx] MODEL.onnx[=PREPROCESSING]…}. Two models take about five minutes on two cores.
 */
public final class CostTable {
    private static final int SAMPLES = 1000;
    private static final int STEPS = 50;
    private static final int ROUNDS = 3;
    private static final int PICTURES = 200;
    private static final int PICTURES_OF_SAMPLES = 4;

    private final PrintStream out;
    private final Arguments arguments;

    /** What the command line says. */
    private record Arguments(
            RawRuns.Provider provider, List<Path> pictures, List<Path> detectors, List<String> models) {
        static Arguments of(String... words) {
            RawRuns.Provider provider = RawRuns.Provider.CPU;
            List<Path> pictures = new ArrayList<>();
            List<Path> detectors = new ArrayList<>();
            List<String> models = new ArrayList<>();
            for (int i = 0; i < words.length; i++) {
                switch (words[i]) {
                    case "-p" -> provider = RawRuns.Provider.named(words[++i].replace("provider=", ""));
                    case "--pictures" -> pictures.addAll(ImageFolder.files(Path.of(words[++i])));
                    case "--detector" -> detectors.add(Path.of(words[++i]));
                    default -> models.add(words[i]);
                }
            }
            if (pictures.isEmpty() || models.isEmpty() && detectors.isEmpty()) {
                throw new IllegalArgumentException(
                        "CostTable --pictures FOLDER [-p provider=CUDA] [--detector FILE.onnx] MODEL.onnx[=PREPROCESSING]…");
            }
            return new Arguments(provider, List.copyOf(pictures), List.copyOf(detectors), List.copyOf(models));
        }

        LoadOptions options() {
            return LoadOptions.defaults().withDevice(provider.device());
        }
    }

    private CostTable(PrintStream out, Arguments arguments) {
        this.out = out;
        this.arguments = arguments;
    }

    /** Prints a Markdown table. */
    public static void main(String[] words) throws OrtException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Arguments arguments = Arguments.of(words);
        CostTable table = new CostTable(out, arguments);
        out.println("| model | work | floor, ms | ours, ms | ratio | ratio of processor time |");
        out.println("|---|---|---|---|---|---|");
        for (String model : arguments.models()) {
            int sign = model.lastIndexOf('=');
            table.print(
                    Path.of(sign < 0 ? model : model.substring(0, sign)),
                    sign < 0 ? Preprocessing.imagenet() : Preprocessing.named(model.substring(sign + 1)));
        }
        arguments.detectors().forEach(table::printDetector);
    }

    private void print(Path file, Preprocessing preprocessing) throws OrtException {
        String name = name(file);
        new GradientCost(file).results().forEach(result -> row(name, result));
        try (DifferentiableModel model =
                Models.load(file, DifferentiableModel.class, arguments.options().withPreprocessing(preprocessing))) {
            printSampled(name, file, model);
            printMany(name, model);
        }
    }

    /** One picture: a thousand samples of it beside as many raw passes, and a path of gradients beside as many. */
    private void printSampled(String name, Path file, DifferentiableModel model) {
        PreparedImage image =
                model.spec().prepare(Images.read(arguments.pictures().get(0)));
        try (RawRuns raw = RawRuns.open(file, image.tensor().shape(), arguments.provider())) {
            new Contest(() -> raw.onThreads(SAMPLES, 1), sampled(model, image))
                    .results(ROUNDS)
                    .forEach(result -> row(name, result));
            Explainer<?> path = Explainers.integratedGradients(model).steps(STEPS);
            new Contest(
                            () -> raw.onThreads(STEPS, 1),
                            Map.of("integrated gradients, " + STEPS + " steps", () -> path.explain(image)))
                    .results(ROUNDS)
                    .forEach(result -> row(name, result));
        }
    }

    private static Map<String, Runnable> sampled(Model model, PreparedImage image) {
        Lime lime = Explainers.lime(model).samples(SAMPLES);
        KernelShap kernelShap = Explainers.kernelShap(model).samples(SAMPLES);
        Rise rise = Explainers.rise(model).samples(SAMPLES);
        Together together = Explainers.together(
                lime,
                kernelShap,
                rise.regions(PerturbationOptions.SEGMENTER.byDefault()).fill(Baseline.mean()),
                Explainers.featureAblation(model).fill(Baseline.mean()));
        Map<String, Runnable> works = new LinkedHashMap<>();
        works.put("LIME, 1000 samples", () -> lime.explain(image));
        works.put("KernelSHAP, 1000 samples", () -> kernelShap.explain(image));
        works.put("RISE, 1000 masks", () -> rise.explain(image));
        works.put("LIME, KernelSHAP, RISE over regions and ablation together", () -> together.explain(image));
        return works;
    }

    /** Many pictures, reading them included on both sides. */
    private void printMany(String name, DifferentiableModel model) {
        List<Path> all = new ArrayList<>();
        while (all.size() < PICTURES) {
            all.addAll(arguments.pictures());
        }
        new ManyPictureCost(model, all.subList(0, PICTURES))
                .contest(Map.of("explainAll, Grad-CAM", Explainers.gradCam(model)), 1)
                .results(ROUNDS)
                .forEach(result -> row(name, result));
        Map<String, Explainer<?>> sampled = new LinkedHashMap<>();
        sampled.put("explainAll, LIME", Explainers.lime(model).samples(SAMPLES));
        sampled.put("explainAll, KernelSHAP", Explainers.kernelShap(model).samples(SAMPLES));
        new ManyPictureCost(model, all.subList(0, PICTURES_OF_SAMPLES))
                .contest(sampled, SAMPLES)
                .results(ROUNDS)
                .forEach(result -> row(name, result));
    }

    private void printDetector(Path file) {
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class, arguments.options())) {
            Explainer<?> dRise = Explainers.named("d-rise", model)
                    .set("samples", Integer.toString(SAMPLES))
                    .target(Target.box(0));
            PreparedImage image = arguments.pictures().stream()
                    .map(picture -> model.spec().prepare(Images.read(picture)))
                    .filter(picture -> hasBox(dRise, picture))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(file + " finds nothing in the photographs"));
            try (RawRuns raw = RawRuns.open(file, image.tensor().shape(), arguments.provider())) {
                new Contest(
                                () -> raw.onThreads(SAMPLES, 1),
                                Map.of("D-RISE of one box, 1000 masks", () -> dRise.explain(image)))
                        .results(ROUNDS)
                        .forEach(result -> row(name(file), result));
            }
        }
    }

    private static boolean hasBox(Explainer<?> dRise, PreparedImage image) {
        try {
            dRise.set("samples", "2").explain(image);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", "");
    }

    private void row(String model, Contest.Result result) {
        out.printf(
                Locale.ROOT,
                "| %s | %s | %.2f | %.2f | %.2f | %.2f |%n",
                model,
                result.work(),
                result.floor(),
                result.ours(),
                result.ratio(),
                result.processors());
    }
}
