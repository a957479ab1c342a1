package xai4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Explanation;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;

/**
 * What explanations of a detector's boxes cost, as a table: {@code DetectionCost DETECTOR.onnx PHOTOGRAPH [ROUNDS]}. D-RISE with 1000 masks, of one box
 * and of all, is held against 1000 passes of the same session on as many threads as it likes; Grad-CAM of one box against one pass.
 *
 * <p>The processor time of the whole process is taken, so that other work on the machine counts little. The kinds of work take turns, and the best round
 * of each counts.
 */
public final class DetectionCost {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final int MASKS = 1000;
    /** Few, so that inputs are as warm as those of one session that runs one picture again and again. */
    private static final int BATCH = 4;

    private static final int MAPS = 200;
    private static final int ROUNDS = 4;
    private static final int MAP_ROUNDS = 3;

    private final DifferentiableModel model;
    private final PreparedImage image;
    private final Tensor batch;

    private DetectionCost(DifferentiableModel model, PreparedImage image) {
        this.model = model;
        this.image = image;
        Tensor one = image.batch();
        this.batch = Tensor.zeros(one.shape().withFirst(BATCH));
        for (int i = 0; i < BATCH; i++) {
            batch.slice(i, i + 1).buffer().put(one.buffer());
        }
    }

    /** Prints a row per kind of work. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : ROUNDS;
        try (DifferentiableModel model = Models.load(Path.of(arguments[0]), DifferentiableModel.class)) {
            PreparedImage image = model.spec().prepare(Images.read(Path.of(arguments[1])));
            out.println("| work | processor time, ms | against the passes |");
            out.println("|---|---|---|");
            new DetectionCost(model, image).print(out, rounds);
        }
    }

    private void print(PrintStream out, int rounds) {
        List<Work> passes = List.of(
                new Work(MASKS + " passes", this::passes),
                new Work("d-rise, one box", () -> dRise("box:0")),
                new Work("d-rise, all boxes", () -> dRise("boxes")));
        print(out, rounds, passes, 1);
        List<Work> maps = List.of(
                new Work("a pass", () -> repeat(() -> model.predict(image.batch()))),
                new Work("grad-cam, one box", () -> repeat(() -> gradCam("box:0"))),
                new Work("grad-cam, all boxes", () -> repeat(() -> gradCam("boxes"))));
        print(out, MAP_ROUNDS * rounds, maps, MAPS);
    }

    private record Work(String name, Runnable run) {}

    private static void print(PrintStream out, int rounds, List<Work> kinds, int times) {
        double[] best = new double[kinds.size()];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < best.length; i++) {
                long start = PROCESS.getProcessCpuTime();
                kinds.get(i).run().run();
                best[i] = Math.min(best[i], (PROCESS.getProcessCpuTime() - start) / 1e6 / times);
            }
        }
        for (int i = 0; i < best.length; i++) {
            out.printf(Locale.ROOT, "| %s | %.1f | %.2f |%n", kinds.get(i).name(), best[i], best[i] / best[0]);
        }
    }

    private static void repeat(Runnable work) {
        for (int i = 0; i < MAPS; i++) {
            work.run();
        }
    }

    private void passes() {
        for (int done = 0; done < MASKS; done += BATCH) {
            model.predict(batch);
        }
    }

    private void dRise(String target) {
        Explainers.named("d-rise", model)
                .set("samples", Integer.toString(MASKS))
                .target(Target.parse(target))
                .explain(image);
    }

    private Explanation gradCam(String target) {
        return Explainers.gradCam(model).target(Target.parse(target)).explain(image);
    }
}
