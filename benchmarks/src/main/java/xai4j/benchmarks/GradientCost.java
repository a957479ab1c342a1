package xai4j.benchmarks;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.PreparedImage;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;

/**
 * What explanations of ONNX models cost against the plain forward pass, as a table: {@code GradientCost MODEL…}.
 *
 * <p>Everything runs on the calling thread, and its processor time is taken, so that other work on the machine counts
 * little. The kinds of work take turns and the best of all rounds counts. Opening is the time from a loaded model to its
 * first input gradient, less a later one, against what ONNX Runtime needs to open the file.
 */
public final class GradientCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 25;
    /** So that the compiler of the virtual machine has done its work. */
    private static final long LEAST_NANOSECONDS = 10_000_000_000L;

    private static final int OPENINGS = 8;

    private final Path file;

    GradientCost(Path file) {
        this.file = file;
    }

    /** Prints a row per model. */
    public static void main(String[] files) throws OrtException {
        PrintStream out = System.out;
        out.println("| model | forward, ms | input gradient | gradient at the last map | Grad-CAM | opening |");
        out.println("|---|---|---|---|---|---|");
        for (String file : files) {
            out.println(new GradientCost(Path.of(file)).row());
        }
    }

    private String row() throws OrtException {
        double[] running = running();
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.2f | %.2f | %.2f | %.1f |",
                String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", ""),
                running[0],
                running[1] / running[0],
                running[2] / running[0],
                running[3] / running[0],
                opening(running[1]).ratio());
    }

    /** The same as works beside the forward pass, in processor time of one thread, for {@link CostTable}. */
    List<Contest.Result> results() throws OrtException {
        double[] running = running();
        return List.of(
                result("input gradient, one thread", running[0], running[1]),
                result("gradient at the last map, one thread", running[0], running[2]),
                result("Grad-CAM, one thread", running[0], running[3]),
                opening(running[1]));
    }

    private static Contest.Result result(String work, double floor, double ours) {
        return new Contest.Result(work, floor, ours, ours / floor);
    }

    /** A loaded model with an image for it. */
    private record Loaded(DifferentiableModel model, PreparedImage image, int classes) implements AutoCloseable {
        static Loaded of(Path file) {
            DifferentiableModel model = Models.load(
                    file, DifferentiableModel.class, LoadOptions.defaults().withThreads(1));
            PreparedImage image = NoiseImage.of(model.spec());
            return new Loaded(model, image, model.predict(image.batch()).shape().dim(1));
        }

        void predict() {
            model.predict(image.batch());
        }

        void gradient(Layer layer) {
            Objective objective = Objective.classes(Score.LOGIT, new int[] {1}, classes);
            model.gradients(image.batch(), objective, Set.of(layer), BackwardRule.GRADIENT);
        }

        void gradCam() {
            Explainers.gradCam(model).explain(image);
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /** Milliseconds of the forward pass, the input gradient, the gradient at the last map, and Grad-CAM. */
    private double[] running() {
        try (Loaded loaded = Loaded.of(file)) {
            Layer last = loaded.model().lastSpatialLayer().orElse(Layer.INPUT);
            List<Runnable> kinds = List.of(
                    loaded::predict, () -> loaded.gradient(Layer.INPUT), () -> loaded.gradient(last), loaded::gradCam);
            double[] best = new double[kinds.size()];
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            long end = THREADS.getCurrentThreadCpuTime() + LEAST_NANOSECONDS;
            for (int round = 0; round < ROUNDS || THREADS.getCurrentThreadCpuTime() < end; round++) {
                for (int i = 0; i < best.length; i++) {
                    best[i] = Math.min(best[i], milliseconds(kinds.get(i)));
                    best[i] = Math.min(best[i], milliseconds(kinds.get(i)));
                }
            }
            return best;
        }
    }

    /** How long it takes until gradients can run, beside the engine's opening of the file. */
    private Contest.Result opening(double gradient) throws OrtException {
        double engine = Double.POSITIVE_INFINITY;
        double ours = Double.POSITIVE_INFINITY;
        for (int i = 0; i < OPENINGS; i++) {
            engine = Math.min(engine, engineOpening());
            try (Loaded loaded = Loaded.of(file)) {
                ours = Math.min(ours, milliseconds(() -> loaded.gradient(Layer.INPUT)) - gradient);
            }
        }
        return result("opening of a gradient session", engine, ours);
    }

    private double engineOpening() throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            long start = THREADS.getCurrentThreadCpuTime();
            OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
            double time = since(start);
            session.close();
            return time;
        }
    }

    private static double milliseconds(Runnable work) {
        long start = THREADS.getCurrentThreadCpuTime();
        work.run();
        return since(start);
    }

    private static double since(long start) {
        return (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
    }
}
