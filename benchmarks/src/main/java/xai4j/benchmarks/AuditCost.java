package xai4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.data.ImageFolder;
import xai4j.data.KeptImages;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.AuditBudget;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.ObjectMasks;
import xai4j.image.Preprocessing;
import xai4j.json.AuditJson;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.ObservedModel;
import xai4j.numeric.Parallel;
import xai4j.report.AuditReport;
import xai4j.tensor.Tensor;

/**
 * What an audit by Grad-CAM costs beside reading the pictures and running the model on each once, as a table: {@code AuditCost MODEL PREPROCESSING
 * FOLDER [ROUNDS [MASKS]]}. All sides use all processors; the processor time of the whole program is taken in turns in one run, and the best of {@value #ROUNDS} rounds, or as many as
 * are said, counts. The folder holds a sub-folder per class of the model. Passes of exchanged backgrounds are work that the floor does not include, so that a second one stands below: reading, and all
 * passes that were asked.
 */
public final class AuditCost {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int ROUNDS = 3;
    private static final int PASSES = 200;
    private static final List<String> PARTS =
            List.of("reading and running", "explaining each", "groups, exchanged backgrounds", "pages and pictures");

    private final DifferentiableModel model;
    private final LabelledImages images;
    private final ObjectMasks masks;
    /** Of one audit. */
    private long passes;

    private AuditCost(DifferentiableModel model, LabelledImages images, ObjectMasks masks) {
        this.model = model;
        this.images = images;
        this.masks = masks;
    }

    /** Prints a row per part. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.named(arguments[1]));
        LabelledImages images = ImageFolder.of(Path.of(arguments[2]));
        try (DifferentiableModel model = Models.load(Path.of(arguments[0]), DifferentiableModel.class, options)) {
            int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : ROUNDS;
            ObjectMasks masks = arguments.length > 4 ? ObjectMasks.in(Path.of(arguments[4])) : ObjectMasks.NONE;
            new AuditCost(model, images, masks).print(rounds, out);
        }
    }

    private void print(int rounds, PrintStream out) throws IOException {
        double[] best = best(rounds);
        out.println("| part | processor time, ms | beside reading and running |");
        out.println("|---|---|---|");
        double audit = 0;
        for (int i = 0; i < best.length - 1; i++) {
            audit += i > 0 ? best[i] : 0;
            row(out, PARTS.get(i), best[i], best[0]);
        }
        double pass = best[best.length - 1];
        row(out, "the whole audit of " + images.size() + " pictures", audit, best[0]);
        double all = best[0] + pass * (passes - images.size());
        row(out, "reading, and all " + passes + " passes that were asked", all, best[0]);
        out.printf(Locale.ROOT, "the whole audit beside the latter: %.2f%n", audit / all);
    }

    private static void row(PrintStream out, String part, double time, double floor) {
        out.printf(Locale.ROOT, "| %s | %.0f | %.2f |%n", part, time, time / floor);
    }

    /** Of every part the least time, and of one pass. */
    private double[] best(int rounds) throws IOException {
        double[] best = new double[PARTS.size() + 1];
        Arrays.fill(best, Double.MAX_VALUE);
        readAndRun();
        audit(new AtomicLong()).budget(AuditBudget.parse("24")).run(images);
        passes = passesOfAnAudit();
        for (int round = 0; round < rounds; round++) {
            double start = now();
            readAndRun();
            double read = now();
            // what is decoded in the audit is shown by its pages
            LabelledImages kept = KeptImages.of(images);
            AtomicLong explained = new AtomicLong();
            AuditResult result = audit(explained).run(kept);
            double audited = now();
            Path folder = Files.createTempDirectory("audit");
            AuditJson.write(result, folder.resolve("audit.json"));
            AuditReport.of(result, kept, "").write(folder);
            double written = now();
            double passed = explained.get() / 1e6;
            double[] parts = {read - start, passed - read, audited - passed, written - audited, pass()};
            for (int i = 0; i < parts.length; i++) {
                best[i] = Math.min(best[i], parts[i]);
            }
        }
        return best;
    }

    private Audit audit(AtomicLong explained) {
        return Audit.by(Explainers.gradCam(model))
                .masks(masks)
                .onProgress((done, all) -> explained.accumulateAndGet(SYSTEM.getProcessCpuTime(), Math::max));
    }

    /** How many pictures the model sees in an audit. */
    private long passesOfAnAudit() {
        AtomicLong seen = new AtomicLong();
        // not closed, since that would close the model
        DifferentiableModel observed = new ObservedModel(model, call -> seen.addAndGet(call.images()))
                .as(DifferentiableModel.class)
                .orElseThrow();
        Audit.by(Explainers.gradCam(observed)).masks(masks).run(images);
        return seen.get();
    }

    /** The time of one pass, over as many as there are pictures, but at most {@value #PASSES}. */
    private double pass() {
        int count = Math.min(PASSES, images.size());
        List<Tensor> inputs = IntStream.range(0, count)
                .mapToObj(i -> model.spec().prepare(images.image(i)).batch())
                .toList();
        double start = now();
        Parallel.map(count, i -> model.predict(inputs.get(i)).size());
        return (now() - start) / count;
    }

    private void readAndRun() {
        Parallel.map(images.size(), i -> model.predict(
                        model.spec().prepare(images.image(i)).batch())
                .size());
    }

    private static double now() {
        return SYSTEM.getProcessCpuTime() / 1e6;
    }
}
