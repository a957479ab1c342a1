package xai4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.data.ImageFolder;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.AuditBudget;
import xai4j.evaluate.audit.AuditResult;
import xai4j.image.Preprocessing;
import xai4j.json.AuditJson;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.numeric.Parallel;
import xai4j.report.AuditReport;

/**
 * What an audit by Grad-CAM costs beside reading the pictures and running the model on each once, as a table: {@code AuditCost MODEL PREPROCESSING
 * FOLDER [ROUNDS]}. All sides use all processors; the processor time of the whole program is taken in turns in one run, and the best of {@value #ROUNDS} rounds, or as many as
 * are said, counts. The folder holds a sub-folder per class of the model.
 */
public final class AuditCost {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int ROUNDS = 3;
    private static final List<String> PARTS =
            List.of("reading and running", "explaining each", "groups, exchanged backgrounds", "pages and pictures");

    private final DifferentiableModel model;
    private final LabelledImages images;

    private AuditCost(DifferentiableModel model, LabelledImages images) {
        this.model = model;
        this.images = images;
    }

    /** Prints a row per part. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.named(arguments[1]));
        LabelledImages images = ImageFolder.of(Path.of(arguments[2]));
        try (DifferentiableModel model = Models.load(Path.of(arguments[0]), DifferentiableModel.class, options)) {
            double[] best =
                    new AuditCost(model, images).best(arguments.length > 3 ? Integer.parseInt(arguments[3]) : ROUNDS);
            out.println("| part | processor time, ms | beside reading and running |");
            out.println("|---|---|---|");
            double audit = 0;
            for (int i = 0; i < best.length; i++) {
                audit += i > 0 ? best[i] : 0;
                out.printf(Locale.ROOT, "| %s | %.0f | %.2f |%n", PARTS.get(i), best[i], best[i] / best[0]);
            }
            out.printf(
                    Locale.ROOT,
                    "| the whole audit of %d pictures | %.0f | %.2f |%n",
                    images.size(),
                    audit,
                    audit / best[0]);
        }
    }

    private double[] best(int rounds) throws IOException {
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        readAndRun(model);
        Audit.by(Explainers.gradCam(model)).budget(AuditBudget.parse("24")).run(images);
        for (int round = 0; round < rounds; round++) {
            double start = now();
            readAndRun(model);
            double read = now();
            AtomicLong explained = new AtomicLong();
            AuditResult result = Audit.by(Explainers.gradCam(model))
                    .onProgress((done, all) -> explained.accumulateAndGet(SYSTEM.getProcessCpuTime(), Math::max))
                    .run(images);
            double audited = now();
            Path folder = Files.createTempDirectory("audit");
            AuditJson.write(result, folder.resolve("audit.json"));
            AuditReport.of(result, images, "").write(folder);
            double written = now();
            double passed = explained.get() / 1e6;
            double[] parts = {read - start, passed - read, audited - passed, written - audited};
            for (int i = 0; i < parts.length; i++) {
                best[i] = Math.min(best[i], parts[i]);
            }
        }
        return best;
    }

    private void readAndRun(Model raw) {
        Parallel.map(
                images.size(),
                i -> raw.predict(raw.spec().prepare(images.image(i)).batch()).size());
    }

    private static double now() {
        return SYSTEM.getProcessCpuTime() / 1e6;
    }
}
