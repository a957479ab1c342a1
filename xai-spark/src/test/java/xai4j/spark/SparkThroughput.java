package xai4j.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import xai4j.Models;
import xai4j.explain.Explainer;
import xai4j.image.Images;
import xai4j.io.Sha256;
import xai4j.model.LoadOptions;
import xai4j.model.Model;

/**
 * Pictures per second through Spark's {@code local[N]} against the library in one JVM on as many threads, in turns, after start-up: {@code SparkThroughput
 * MODEL FOLDER THREADS [METHOD[:OPTION=VALUE]…]}; {@code rows} is LIME with a row per perturbed picture. Prints a line per method and turn, the share, and the
 * memory of the process.
 */
final class SparkThroughput {
    private static final int TURNS = 3;

    private SparkThroughput() {}

    public static void main(String[] arguments) throws Exception {
        String model = arguments[0];
        int threads = Integer.parseInt(arguments[2]);
        SparkSession spark = SparkSession.builder()
                .master("local[" + threads + "]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.files.openCostInBytes", "0")
                .getOrCreate();
        List<String> asked = List.of(arguments).subList(3, arguments.length);
        for (String method : asked.isEmpty() ? List.of("grad-cam", "lime") : asked) {
            if (method.equals("rows")) {
                RowPerPerturbation.measure(spark, model, arguments[1], threads);
                continue;
            }
            for (int turn = 0; turn <= TURNS; turn++) {
                double before = cpu();
                double alone = library(Path.of(model), Path.of(arguments[1]), method, threads);
                double between = cpu();
                double cluster = spark(spark, model, arguments[1], method, threads);
                String line =
                        "%s, %s: library %.1f, Spark %.1f pictures/s, share %.2f; processor time %.1f against %.1f s%n";
                System.out.printf(
                        line,
                        method,
                        turn == 0 ? "warm-up" : "turn " + turn,
                        alone,
                        cluster,
                        cluster / alone,
                        cpu() - between,
                        between - before);
            }
            memory();
        }
        spark.stop();
    }

    /** Processor time of the whole process so far, seconds: other work on the machine does not change what a picture takes of it. */
    static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    /** What the process, which is driver and executor at once, holds: on its heap after a collection, and altogether. */
    static void memory() throws IOException {
        System.gc();
        Runtime java = Runtime.getRuntime();
        String resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("VmRSS unknown");
        System.out.printf(
                "heap in use %d MB of %d, %s%n",
                java.totalMemory() - java.freeMemory() >> 20,
                java.totalMemory() >> 20,
                resident.replaceAll("\\s+", " "));
    }

    private static double library(Path file, Path folder, String method, int threads) throws Exception {
        List<Path> pictures;
        try (Stream<Path> files = Files.list(folder)) {
            pictures = files.sorted().toList();
        }
        ForkJoinPool pool = new ForkJoinPool(threads);
        try (Model model = Models.load(file, LoadOptions.defaults().withThreads(1))) {
            Model single = new TaskModel(model, 1);
            long start = System.nanoTime();
            pool.submit(() -> pictures.parallelStream().forEach(picture -> explain(single, picture, method)))
                    .get();
            return pictures.size() * 1e9 / (System.nanoTime() - start);
        } finally {
            pool.shutdown();
        }
    }

    private static void explain(Model model, Path picture, String method) {
        try {
            byte[] bytes = Files.readAllBytes(picture);
            Explainer<?> explainer =
                    question(method).with(model).apply(new Picture(Images.read(bytes), Sha256.of(bytes)));
            if (explainer.explain(Images.read(bytes)).targets().isEmpty()) {
                throw new IllegalStateException("nothing was explained");
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Question question(String method) {
        String[] parts = method.split(":", -1);
        return new Question(parts[0], "", List.of(parts).subList(1, parts.length), 0);
    }

    private static double spark(SparkSession spark, String model, String folder, String method, int threads) {
        Dataset<Row> pictures = spark.read().format("binaryFile").load(folder).repartition(4 * threads);
        Dataset<Row> explained = new ImageExplainer()
                .setModel(model)
                .setMethod(question(method).method())
                .setOptions(question(method).options().toArray(String[]::new))
                .transform(pictures);
        long start = System.nanoTime();
        long count = explained
                .select("explanation", "error")
                .toJavaRDD()
                .map(row -> row.isNullAt(0) ? 0L : 1L)
                .reduce(Long::sum);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (count == 0) {
            throw new IllegalStateException("nothing was explained");
        }
        return count / seconds;
    }
}
