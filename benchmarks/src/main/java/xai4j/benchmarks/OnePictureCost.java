package xai4j.benchmarks;

import ai.onnxruntime.OrtSession;
import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import xai4j.Explainers;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.onnx.OnnxModel;

/**
 * How long one picture takes when nothing else waits, and what many callers at once get, as a table: {@code OnePictureCost MODEL…}.
 *
 * <p>Three ways of running the same graphs take turns: on one thread, in sessions as ONNX Runtime opens them by default (a pool of its own for
 * each, whose threads spin), and as this library opens them. The first number is the median of milliseconds per answer, the second the
 * processor time of an answer, which says what it costs when others wait: {@code 2.61 (4.9)}.
 */
public final class OnePictureCost {
    private static final int[] CALLERS = {1, 2, 4, 16};
    private static final int ROUNDS = Integer.getInteger("rounds", 15);
    private static final long SLICE = 80_000_000L;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private OnePictureCost() {}

    /** Prints a row per model, kind of work and number of callers. */
    public static void main(String[] files) throws ExecutionException, InterruptedException {
        PrintStream out = System.out;
        out.println("| model | work | callers | one thread | engine's default | xai4j |");
        out.println("|---|---|---|---|---|---|");
        for (String file : files) {
            for (Map.Entry<String, BiConsumer<DifferentiableModel, PreparedImage>> work : works().entrySet()) {
                rows(Path.of(file), work.getKey(), work.getValue(), out);
            }
        }
    }

    private static Map<String, BiConsumer<DifferentiableModel, PreparedImage>> works() {
        Map<String, BiConsumer<DifferentiableModel, PreparedImage>> works = new LinkedHashMap<>();
        works.put("predict", (model, image) -> model.predict(image.batch()));
        works.put("Grad-CAM", (model, image) -> Explainers.gradCam(model).explain(image));
        works.put("saliency", (model, image) -> Explainers.saliency(model).explain(image));
        works.put(
                "integrated gradients, 8 steps",
                (model, image) -> Explainers.integratedGradients(model).steps(8).explain(image));
        return works;
    }

    private static void rows(
            Path file, String name, BiConsumer<DifferentiableModel, PreparedImage> work, PrintStream out)
            throws ExecutionException, InterruptedException {
        LoadOptions options = LoadOptions.defaults();
        try (OnnxModel one = OnnxModel.open(file, options.withThreads(1));
                OnnxModel engine = OnnxModel.open(file, options, OnePictureCost::asTheEngineDoes);
                OnnxModel ours = OnnxModel.open(file, options)) {
            List<OnnxModel> models = List.of(one, engine, ours);
            PreparedImage image = NoiseImage.of(ours.spec());
            models.forEach(model -> work.accept(model, image));
            for (int callers : CALLERS) {
                out.printf(
                        Locale.ROOT,
                        "| %s | %s | %d | %s |%n",
                        String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", ""),
                        name,
                        callers,
                        String.join(" | ", measured(models, callers, model -> work.accept(model, image))));
            }
        }
    }

    private static void asTheEngineDoes(OrtSession.SessionOptions options) throws ai.onnxruntime.OrtException {
        options.setIntraOpNumThreads(0);
        options.addConfigEntry("session.intra_op.allow_spinning", "1");
    }

    private static List<String> measured(
            List<OnnxModel> models, int callers, java.util.function.Consumer<OnnxModel> work)
            throws ExecutionException, InterruptedException {
        double[][] wall = new double[models.size()][ROUNDS];
        double[][] cpu = new double[models.size()][ROUNDS];
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < models.size(); i++) {
                    OnnxModel model = models.get(i);
                    long busy = SYSTEM.getProcessCpuTime();
                    long start = System.nanoTime();
                    int answers = answers(threads, callers, start + SLICE, () -> work.accept(model));
                    wall[i][round] = (System.nanoTime() - start) / 1e6 / answers;
                    cpu[i][round] = (SYSTEM.getProcessCpuTime() - busy) / 1e6 / answers;
                }
            }
        } finally {
            threads.shutdown();
        }
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            cells.add(String.format(Locale.ROOT, "%.2f (%.1f)", median(wall[i]), median(cpu[i])));
        }
        return cells;
    }

    /** Answers that so many callers got together until a moment, the last of each included. */
    private static int answers(ExecutorService threads, int callers, long end, Runnable work)
            throws ExecutionException, InterruptedException {
        AtomicInteger answers = new AtomicInteger();
        Callable<Integer> caller = () -> {
            do {
                work.run();
                answers.incrementAndGet();
            } while (System.nanoTime() < end);
            return 0;
        };
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(threads.submit(caller));
        }
        for (Future<Integer> one : all) {
            one.get();
        }
        return answers.get();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
