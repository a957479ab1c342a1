package xai4j.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;

/**
 * What a model with several questions asked holds in memory, as a table: {@code ModelMemory [--lean] MODEL…} (Linux). Anonymous memory is what the process needs; pages of a mapped file
 * can be dropped and read again, and count apart.
 */
public final class ModelMemory {
    private static final double MEGABYTE = 1024;
    private static final double MILLION = 1e6;

    private final PrintStream out;
    private final Map<String, Double> start = new LinkedHashMap<>();
    private double weights = 1;

    private ModelMemory(PrintStream out) {
        this.out = out;
    }

    /** Prints a table per model. */
    public static void main(String[] arguments) throws IOException {
        LoadOptions options = LoadOptions.defaults();
        for (String argument : arguments) {
            if (argument.equals("--lean")) {
                options = options.withLeanMemory();
            } else {
                new ModelMemory(System.out).table(Path.of(argument), options);
            }
        }
    }

    private void table(Path file, LoadOptions options) throws IOException {
        weights = Files.size(file) / MILLION;
        out.printf(Locale.ROOT, "%n%s, %.0f MB%n", file.getFileName(), weights);
        out.println("| asked one after the other | anonymous, MB | of the weights | pages of files, MB |");
        out.println("|---|---|---|---|");
        System.gc();
        start.putAll(now());
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class, options)) {
            PreparedImage image = NoiseImage.of(model.spec());
            line("model opened");
            model.predict(image.batch());
            line("prediction");
            Explainers.gradCam(model).explain(image);
            line("Grad-CAM");
            Explainers.saliency(model).explain(image);
            line("saliency");
            Explainers.integratedGradients(model).target(Target.index(1)).explain(image);
            line("integrated gradients of a class");
            Explainers.guidedBackprop(model).explain(image);
            line("guided backpropagation");
        }
        line("model closed");
    }

    private void line(String what) throws IOException {
        System.gc();
        Map<String, Double> now = now();
        double anonymous = grown(now, "Anonymous");
        double all = grown(now, "Rss");
        out.printf(Locale.ROOT, "| %s | %.0f | %.1f | %.0f |%n", what, anonymous, anonymous / weights, all - anonymous);
    }

    private double grown(Map<String, Double> now, String kind) {
        return now.getOrDefault(kind, Double.NaN) - start.getOrDefault(kind, Double.NaN);
    }

    /** Megabytes by kind. */
    private static Map<String, Double> now() throws IOException {
        Map<String, Double> kinds = new LinkedHashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
            if (line.endsWith("kB")) {
                kinds.put(
                        line.substring(0, line.indexOf(':')),
                        Double.parseDouble(line.replaceAll("\\D", "")) / MEGABYTE);
            }
        }
        return kinds;
    }
}
