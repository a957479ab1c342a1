package xai4j.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Explainer;
import xai4j.explain.PictureResult;
import xai4j.explain.PictureSource;
import xai4j.model.LoadOptions;
import xai4j.model.Model;

/**
 * Pictures per second through Spark's {@code local[N]} against the library's {@code explainAll} in the same JVM on as many threads, in turns, after start-up:
 * {@code SparkThroughput MODEL FOLDER THREADS SIZES [METHOD[:OPTION=VALUE]…]}. SIZES are numbers of pictures with commas between; the folder's pictures are copied
 * until there are as many. {@code rows} is LIME with a row per perturbed picture. Of a small and a large job, the difference says what one more picture costs.
 */
final class SparkThroughput {
    private static final int TURNS = 3;

    /** Where {@code /proc/PID/stat} has the times, counted from the state on, and in what. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;
    private static final double TICKS = 100;

    private final SparkSession spark;
    private final Path model;
    private final int threads;
    private final Question question;

    private SparkThroughput(SparkSession spark, Path model, int threads, String method) {
        this.spark = spark;
        this.model = model;
        this.threads = threads;
        String[] parts = method.split(":", -1);
        this.question = new Question(parts[0], "", List.of(parts).subList(1, parts.length), 0);
    }

    /** What a job took. */
    private record Cost(double seconds, double processor) {}

    private interface Job {
        void run() throws IOException;
    }

    public static void main(String[] arguments) throws Exception {
        Path model = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[2]);
        SparkSession spark = SparkSession.builder()
                .master("local[" + threads + "]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.files.openCostInBytes", "65536")
                .config("spark.sql.files.minPartitionNum", 4 * threads)
                .getOrCreate();
        Path copies = Files.createTempDirectory("throughput-");
        List<String> asked = List.of(arguments).subList(4, arguments.length);
        try {
            List<Path> folders = new ArrayList<>();
            for (String size : arguments[3].split(",", -1)) {
                folders.add(copies(Path.of(arguments[1]), copies.resolve(size), Integer.parseInt(size)));
            }
            for (String method : asked.isEmpty() ? List.of("grad-cam", "lime") : asked) {
                if (method.equals("rows")) {
                    RowPerPerturbation.measure(
                            spark, arguments[0], folders.get(0).toString(), threads);
                } else {
                    new SparkThroughput(spark, model, threads, method).measure(folders);
                    memory();
                }
            }
        } finally {
            spark.stop();
            try (Stream<Path> files = Files.walk(copies)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static Path copies(Path from, Path to, int count) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.walk(from)) {
            List<Path> pictures = files.filter(file -> file.toString().matches(".*\\.(jpe?g|png|JPE?G)"))
                    .sorted()
                    .toList();
            for (int i = 0; i < count; i++) {
                Path picture = pictures.get(i % pictures.size());
                String name = picture.getFileName().toString();
                Files.copy(picture, to.resolve("%05d%s".formatted(i, name.substring(name.lastIndexOf('.')))));
            }
        }
        return to;
    }

    private void measure(List<Path> folders) throws IOException {
        try (Model open = Models.load(model, LoadOptions.defaults().withThreads(1))) {
            Explainer<?> explainer = explainer(new TaskModel(open, threads));
            requireAll(folders.get(0));
            Cost[][][] costs = new Cost[2][folders.size()][TURNS];
            for (int turn = -1; turn < TURNS; turn++) {
                for (int size = 0; size < folders.size(); size++) {
                    Path folder = folders.get(size);
                    Cost library = cost(() -> library(explainer, folder));
                    Cost cluster = cost(() -> spark(folder));
                    report(folder, turn < 0 ? "warm-up" : "turn " + (turn + 1), library, cluster);
                    if (turn >= 0) {
                        costs[0][size][turn] = library;
                        costs[1][size][turn] = cluster;
                    }
                }
            }
            summary(folders, costs);
        }
    }

    private Explainer<?> explainer(Model open) {
        Explainer<?> explainer = Explainers.named(question.method(), open);
        for (String option : question.options()) {
            explainer =
                    explainer.set(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return explainer;
    }

    private void requireAll(Path folder) {
        long errors = explained(folder).filter("error IS NOT NULL").count();
        if (errors > 0) {
            throw new IllegalStateException(errors + " pictures have no explanation");
        }
    }

    private static Cost cost(Job job) throws IOException {
        double before = cpu();
        long start = System.nanoTime();
        job.run();
        return new Cost((System.nanoTime() - start) / 1e9, cpu() - before);
    }

    private void report(Path folder, String name, Cost library, Cost cluster) {
        System.out.printf(
                "%s, %s pictures, %s: library %.2f s, Spark %.2f s, share %.2f; processor time %.2f against %.2f s, share %.2f%n",
                question.method(),
                folder.getFileName(),
                name,
                library.seconds,
                cluster.seconds,
                library.seconds / cluster.seconds,
                library.processor,
                cluster.processor,
                library.processor / cluster.processor);
    }

    private static void summary(List<Path> folders, Cost[][][] costs) {
        int last = folders.size() - 1;
        for (int size = 0; size <= last; size++) {
            Cost library = least(costs[0][size]);
            Cost cluster = least(costs[1][size]);
            double count = Double.parseDouble(folders.get(size).getFileName().toString());
            System.out.printf(
                    "best of %d, %.0f pictures: %.1f against %.1f pictures/s, share %.2f; processor time, ms a picture: %.2f against %.2f, share %.2f%n",
                    TURNS,
                    count,
                    count / library.seconds,
                    count / cluster.seconds,
                    library.seconds / cluster.seconds,
                    1e3 * library.processor / count,
                    1e3 * cluster.processor / count,
                    library.processor / cluster.processor);
            if (size == last && last > 0) {
                double more =
                        count - Double.parseDouble(folders.get(0).getFileName().toString());
                Cost smallLibrary = least(costs[0][0]);
                Cost smallCluster = least(costs[1][0]);
                System.out.printf(
                        "each further picture, ms: %.2f against %.2f; processor time %.2f against %.2f%n",
                        1e3 * (library.seconds - smallLibrary.seconds) / more,
                        1e3 * (cluster.seconds - smallCluster.seconds) / more,
                        1e3 * (library.processor - smallLibrary.processor) / more,
                        1e3 * (cluster.processor - smallCluster.processor) / more);
            }
        }
    }

    /** The least of some turns: what else the machine did can only add. */
    private static Cost least(Cost... turns) {
        return new Cost(
                Arrays.stream(turns).mapToDouble(Cost::seconds).min().orElseThrow(),
                Arrays.stream(turns).mapToDouble(Cost::processor).min().orElseThrow());
    }

    /**
     * Processor time of the whole process so far but its compilers', seconds: other work on the machine does not change what a picture takes of it, nor does what is still
     * being compiled after the warm-up (with {@code -XX:-UseDynamicNumberOfCompilerThreads}, so that no compiler's thread ends and is forgotten).
     */
    static double cpu() {
        double whole = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
        return whole - compilers();
    }

    private static double compilers() {
        double seconds = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                seconds += compiler(thread);
            }
        } catch (IOException e) {
            return 0; // not Linux
        }
        return seconds;
    }

    private static double compiler(Path thread) {
        try {
            String text = Files.readString(thread.resolve("stat"));
            String[] times = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return text.contains("CompilerThre")
                    ? (Long.parseLong(times[USER]) + Long.parseLong(times[SYSTEM])) / TICKS
                    : 0;
        } catch (IOException e) {
            return 0; // it has just ended
        }
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

    private static void library(Explainer<?> explainer, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            library(explainer, files.sorted().map(PictureSource::of));
        }
    }

    private static void library(Explainer<?> explainer, Stream<PictureSource> pictures) {
        try (var results = explainer.explainAll(pictures)) {
            results.forEach(PictureResult::get);
        }
    }

    private void spark(Path folder) {
        explained(folder)
                .select("path", "explanation", "error")
                .write()
                .format("noop")
                .mode("overwrite")
                .save();
    }

    private Dataset<Row> explained(Path folder) {
        return new ImageExplainer()
                .setModel(model.toString())
                .setMethod(question.method())
                .setOptions(question.options().toArray(String[]::new))
                .transform(spark.read().format("binaryFile").load(folder.toString()));
    }
}
