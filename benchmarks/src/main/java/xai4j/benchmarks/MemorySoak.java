package xai4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import xai4j.Models;
import xai4j.image.ImageInput;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/**
 * Explains the same image many times and reports the memory of the process (resident set, Linux) on the way: {@code
 * MemorySoak MODEL [COUNT [SIZE]]}. It has to stay flat after the first thousand.
 */
public final class MemorySoak {
    private static final int REPORTS = 10;

    private MemorySoak() {}

    /** Runs the soak. */
    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int size = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 64;
        LoadOptions options = LoadOptions.defaults().withThreads(1);
        try (DifferentiableModel model = Models.load(Path.of(arguments[0]), DifferentiableModel.class, options)) {
            ImageInput input = model.spec().input();
            ImageInput sized = input.isFixedSize() ? input : input.withSize(size, size);
            soak(model, Tensor.zeros(sized.batchShape(1)), count, System.out);
        }
    }

    private static void soak(DifferentiableModel model, Tensor image, int count, PrintStream out) throws IOException {
        Layer last = model.lastSpatialLayer().orElse(Layer.INPUT);
        int classes = model.predict(image).shape().dim(1);
        Objective objective = Objective.classes(Score.LOGIT, new int[] {0}, classes);
        for (int i = 0; i <= count; i++) {
            model.predict(image);
            model.gradients(image, objective, Set.of(last, Layer.INPUT), BackwardRule.GRADIENT);
            model.gradients(image, objective, Set.of(Layer.INPUT), new BackwardRule.Guided());
            if (i % Math.max(1, count / REPORTS) == 0) {
                System.gc();
                out.println(i + " explanations: " + residentMegabytes() + " MB");
            }
        }
    }

    private static long residentMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
