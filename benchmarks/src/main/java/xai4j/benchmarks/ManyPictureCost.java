package xai4j.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.coalition.PerturbationExplainer;
import xai4j.data.ImageFolder;
import xai4j.explain.Explainer;
import xai4j.explain.PictureResult;
import xai4j.explain.PictureSource;
import xai4j.image.Images;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.numeric.OrderedStream;
import xai4j.tensor.Tensor;

/**
 * What explaining many pictures costs beside reading them and running the model as often, as a table: {@code ManyPictureCost MODEL PREPROCESSING
 * FOLDER [TIMES]}. Both sides use all processors; wall time and the processor time of the whole program are taken in turns in one run, and the best of three
 * counts. {@code TIMES} is how often the folder is gone through (1).
 */
public final class ManyPictureCost {
    private static final int ROUNDS = 3;
    private static final int SAMPLES = 200;
    private static final int PICTURES_OF_SAMPLES = 8;

    private final Model model;
    private final List<Path> files;

    ManyPictureCost(Model model, List<Path> files) {
        this.model = model;
        this.files = files;
    }

    /** Prints a row per method. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.named(arguments[1]));
        int times = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        List<Path> files = new ArrayList<>();
        List<Path> once = ImageFolder.files(Path.of(arguments[2]));
        IntStream.range(0, times).forEach(i -> files.addAll(once));
        try (DifferentiableModel model = Models.load(Path.of(arguments[0]), DifferentiableModel.class, options)) {
            out.println(
                    "| method | pictures | model runs each | floor, ms | ours, ms | ratio | ratio of processor time |");
            out.println("|---|---|---|---|---|---|---|");
            explainers(model).forEach((name, explainer) -> {
                boolean sampled = explainer instanceof PerturbationExplainer<?, ?>;
                List<Path> some = sampled ? files.subList(0, Math.min(PICTURES_OF_SAMPLES, files.size())) : files;
                out.println(new ManyPictureCost(model, some).row(name, explainer, sampled ? SAMPLES : 1));
            });
        }
    }

    private static Map<String, Explainer<?>> explainers(DifferentiableModel model) {
        Map<String, Explainer<?>> explainers = new LinkedHashMap<>();
        explainers.put("grad-cam", Explainers.gradCam(model));
        explainers.put("lime", Explainers.lime(model).samples(SAMPLES));
        explainers.put("kernel-shap", Explainers.kernelShap(model).samples(SAMPLES));
        return explainers;
    }

    private String row(String name, Explainer<?> explainer, int runs) {
        Contest.Result result =
                contest(Map.of(name, explainer), runs).results(ROUNDS).get(0);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.0f | %.0f | %.2f | %.2f |",
                name,
                files.size(),
                runs,
                result.floor(),
                result.ours(),
                result.ratio(),
                result.processors());
    }

    /** Explainers over all pictures beside reading each and running the model as often. */
    Contest contest(Map<String, Explainer<?>> explainers, int runs) {
        Map<String, Runnable> works = new LinkedHashMap<>();
        explainers.forEach((name, explainer) -> works.put(name, () -> explained(explainer)));
        return new Contest(() -> readAndRun(runs), works);
    }

    private void readAndRun(int runs) {
        int threads = Math.max(1, model.batchHint().callers());
        try (Stream<Integer> done = OrderedStream.map(files.stream(), threads, file -> {
            Tensor batch = model.spec().prepare(Images.read(file)).batch();
            IntStream.range(0, runs).forEach(i -> model.predict(batch));
            return runs;
        })) {
            done.forEach(count -> {});
        }
    }

    private void explained(Explainer<?> explainer) {
        try (Stream<? extends PictureResult<?>> results =
                explainer.explainAll(files.stream().map(PictureSource::of))) {
            results.forEach(PictureResult::get);
        }
    }
}
