package xai4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
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
 * Explains the same image many times, then opens and closes the model many times, and reports the memory of the process (resident set, Linux) on
 * the way: {@code MemorySoak MODEL [EXPLANATIONS [SIZE [OPENINGS]]]}. Ends with 1 where it grows by more than 2 % after the first fifth.
 */
public final class MemorySoak {
    private static final int REPORTS = 10;
    private static final double MOST_GROWTH = 0.02;

    private MemorySoak() {}

    /** Something that is done many times. */
    @FunctionalInterface
    private interface Work {
        void once() throws IOException;
    }

    /** Runs the soak. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        int explanations = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int size = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 64;
        int openings = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1_000;
        boolean flat;
        try (DifferentiableModel model = open(file)) {
            Tensor image = blank(model, size);
            flat = soak("explanations", explanations, () -> explain(model, image), System.out);
        }
        flat &= soak("openings", openings, () -> openAndExplain(file, size), System.out);
        System.exit(flat ? 0 : 1);
    }

    private static DifferentiableModel open(Path file) {
        return Models.load(
                file, DifferentiableModel.class, LoadOptions.defaults().withThreads(1));
    }

    private static Tensor blank(DifferentiableModel model, int size) {
        ImageInput input = model.spec().input();
        ImageInput sized = input.isFixedSize() ? input : input.withSize(size, size);
        return Tensor.zeros(sized.batchShape(1));
    }

    private static void openAndExplain(Path file, int size) {
        try (DifferentiableModel model = open(file)) {
            explain(model, blank(model, size));
        }
    }

    private static void explain(DifferentiableModel model, Tensor image) {
        Layer last = model.lastSpatialLayer().orElse(Layer.INPUT);
        int classes = model.predict(image).shape().dim(1);
        Objective objective = Objective.classes(Score.LOGIT, new int[] {0}, classes);
        model.gradients(image, objective, Set.of(last, Layer.INPUT), BackwardRule.GRADIENT);
        if (model.obstacle(Layer.INPUT, new BackwardRule.Guided()).isEmpty()) {
            model.gradients(image, objective, Set.of(Layer.INPUT), new BackwardRule.Guided());
        }
    }

    /** Does it again and again; false if the memory grew. */
    private static boolean soak(String what, int count, Work work, PrintStream out) throws IOException {
        double before = 0;
        double after = 0;
        for (int i = 0; i <= count; i++) {
            work.once();
            if (i % Math.max(1, count / REPORTS) == 0) {
                System.gc();
                after = Resident.megabytes(ProcessHandle.current().pid());
                before = i <= count / 5 ? after : before;
                out.printf(Locale.ROOT, "%d %s: %.1f MB%n", i, what, after);
            }
        }
        double growth = after / before - 1;
        out.printf(Locale.ROOT, "%s: %+.1f %% after the first %d%n", what, 100 * growth, count / 5);
        return growth <= MOST_GROWTH;
    }
}
