package xai4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
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
 * by deletion, insertion, ROAD, the pointing game and sparseness; before and after each picture plain passes are timed, so that the ratio is fair on a
 * machine whose speed changes. Prints for each round the seconds of as many passes as were made, of judging without explaining, and their ratio.
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
    private static final int PLAIN = 512;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

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
        Spent passing = new Spent();
        Spent evaluating = new Spent();
        Spent explaining = new Spent();
        long passes = 0;
        for (Path file : files) {
            passing.on(() -> plain(model, file));
            EvaluationResult[] result = new EvaluationResult[1];
            evaluating.on(
                    () -> result[0] = Evaluation.of(model, methods, metrics).run(List.of(subject(file))));
            passes += result[0].modelCalls();
            PreparedImage image = model.spec().prepare(Images.read(file));
            explaining.on(() -> methods.forEach(method -> method.explain(image)));
            passing.on(() -> plain(model, file));
        }
        double share = passes / (2.0 * PLAIN * files.size());
        out.printf(
                Locale.ROOT,
                "%s: %d pictures, %d methods and baselines, %d passes; seconds of wall (of processors): passes alone %.1f (%.1f), judging %.1f (%.1f),"
                        + " explaining %.1f (%.1f); judging ÷ passes %.3f (%.3f)%n",
                round == 0 ? "warm-up" : "round " + round,
                files.size(),
                METHODS.size() + 3,
                passes,
                share * passing.wall,
                share * passing.processors,
                evaluating.wall - explaining.wall,
                evaluating.processors - explaining.processors,
                explaining.wall,
                explaining.processors,
                (evaluating.wall - explaining.wall) / (share * passing.wall),
                (evaluating.processors - explaining.processors) / (share * passing.processors));
    }

    /** Time on the clock and of all processors, which does not depend on who else is at work on the machine. */
    private static final class Spent {
        private double wall;
        private double processors;

        void on(Runnable work) {
            long start = System.nanoTime();
            long used = PROCESS.getProcessCpuTime();
            work.run();
            processors += (PROCESS.getProcessCpuTime() - used) / 1e9;
            wall += (System.nanoTime() - start) / 1e9;
        }
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

    /** Plain passes at the model's best throughput: its own batches, as many callers as it likes. */
    private static void plain(DifferentiableModel model, Path file) {
        PreparedImage image = model.spec().prepare(Images.read(file));
        BudgetTracker tracker = new BudgetTracker(Budget.UNLIMITED, Progress.SILENT);
        ModelScorer scorer = new ModelScorer(model, image, Score.PROBABILITY, 0, tracker);
        FloatBuffer values = image.tensor().buffer();
        scorer.score(
                PLAIN, new int[] {0}, () -> (index, batch, offset) -> batch.put(offset, values, 0, values.limit()));
    }
}
