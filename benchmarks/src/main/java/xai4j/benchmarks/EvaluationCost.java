package xai4j.benchmarks;

import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.ModelScorer;
import xai4j.data.ImageFolder;
import xai4j.evaluate.Metric;
import xai4j.evaluate.Metrics;
import xai4j.evaluate.TruthMask;
import xai4j.evaluate.data.Evaluation;
import xai4j.evaluate.data.EvaluationResult;
import xai4j.evaluate.data.PictureScore;
import xai4j.evaluate.data.Subject;
import xai4j.explain.Explainer;
import xai4j.explain.Progress;
import xai4j.image.Box;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.Score;

/**
 * What judging explanations costs beside the passes that it needs: {@code EvaluationCost MODEL FOLDER [PICTURES [ROUNDS]]}. Ten methods are judged
 * by deletion, insertion, ROAD, the pointing game and sparseness; between the pictures as many plain passes are timed as keep the ratio fair on a
 * machine whose speed changes. Prints seconds, passes and their ratio for each round, explaining not counted on either side.
 */
public final class EvaluationCost {
    private static final List<String> METHODS = List.of(
            "grad-cam",
            "grad-cam++",
            "xgrad-cam",
            "hires-cam",
            "layer-cam",
            "eigen-cam",
            "saliency",
            "input-x-gradient",
            "guided-backprop",
            "integrated-gradients");
    private static final List<String> METRICS = List.of("deletion", "insertion", "road", "pointing-game", "sparseness");
    private static final int PLAIN = 256;

    private EvaluationCost() {}

    /** Measures. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        int pictures = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 2;
        try (DifferentiableModel model = Models.load(Path.of(arguments[0]), DifferentiableModel.class)) {
            List<Path> files = ImageFolder.files(folder);
            for (int round = 0; round <= rounds; round++) {
                measure(model, files.subList(0, Math.min(pictures, files.size())), round, System.out);
            }
        }
    }

    private static void measure(DifferentiableModel model, List<Path> files, int round, PrintStream out) {
        List<Explainer<?>> methods = new ArrayList<>();
        METHODS.forEach(name -> methods.add(Explainers.named(name, model)));
        Map<String, Metric> metrics = new LinkedHashMap<>();
        METRICS.forEach(name -> metrics.put(name, Metrics.named(name)));
        double evaluating = 0;
        double explaining = 0;
        double passing = 0;
        long passes = 0;
        long plain = 0;
        for (Path file : files) {
            passing += plainSeconds(model, file);
            plain += PLAIN;
            long start = System.nanoTime();
            EvaluationResult result = Evaluation.of(model, methods, metrics).run(List.of(subject(file)));
            evaluating += (System.nanoTime() - start) / 1e9;
            explaining +=
                    result.scores().stream().mapToDouble(PictureScore::seconds).sum();
            passes += result.modelCalls();
            passing += plainSeconds(model, file);
            plain += PLAIN;
        }
        double each = passing / plain;
        double judging = evaluating - explaining;
        out.printf(
                Locale.ROOT,
                "%s: %d pictures, %d methods and baselines; %.1f s of which explaining %.1f s; %d passes at %.3f ms are %.1f s; judging ÷ passes %.3f%n",
                round == 0 ? "warm-up" : "round " + round,
                files.size(),
                METHODS.size() + 3,
                evaluating,
                explaining,
                passes,
                1000 * each,
                passes * each,
                judging / (passes * each));
    }

    private static Subject subject(Path file) {
        return Subject.of(file.getFileName().toString(), () -> Images.read(file))
                .withTruth(() -> {
                    var picture = Images.read(file);
                    int height = picture.getHeight();
                    int width = picture.getWidth();
                    return TruthMask.of(width, height, new Box(height / 4, height * 3 / 4, width / 4, width * 3 / 4));
                });
    }

    /** Seconds of plain passes at the model's best throughput: its own batches, as many callers as it likes. */
    private static double plainSeconds(DifferentiableModel model, Path file) {
        PreparedImage image = model.spec().prepare(Images.read(file));
        BudgetTracker tracker = new BudgetTracker(Budget.UNLIMITED, Progress.SILENT);
        ModelScorer scorer = new ModelScorer(model, image, Score.PROBABILITY, 0, tracker);
        FloatBuffer values = image.tensor().buffer();
        long start = System.nanoTime();
        scorer.score(
                PLAIN, new int[] {0}, () -> (index, batch, offset) -> batch.put(offset, values, 0, values.limit()));
        return (System.nanoTime() - start) / 1e9;
    }
}
