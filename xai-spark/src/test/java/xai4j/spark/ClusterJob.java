package xai4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A driver as a user would write it: explains a folder of pictures on a cluster and writes a line for each, its name and its explanation. When the first task has
 * ended, it kills one executor.
 */
final class ClusterJob {
    private ClusterJob() {}

    /**
     * Runs the job.
     *
     * @param arguments master's address, folder of pictures, model, file to write
     */
    public static void main(String[] arguments) throws IOException {
        SparkSession spark = SparkSession.builder()
                .master(arguments[0])
                .appName("xai4j on a cluster")
                .getOrCreate();
        AtomicBoolean killed = new AtomicBoolean();
        spark.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd ended) {
                if (ended.taskInfo().successful() && killed.compareAndSet(false, true)) {
                    killed.set(killAnExecutor(spark.sparkContext().applicationId()));
                }
            }
        });
        Dataset<Row> pictures =
                spark.read().format("binaryFile").load(arguments[1]).repartition(8);
        List<Row> rows = new ImageExplainer()
                .setModel(arguments[2])
                .setMethod("lime")
                .setOptions("samples=100")
                .setSeed(11)
                .setKeep("json")
                .transform(pictures)
                .selectExpr("path", "explanation.json AS json", "error")
                .collectAsList();
        Files.write(
                Path.of(arguments[3]),
                rows.stream()
                        .map(row -> row.get(0) + "\t" + row.get(1) + "\t" + row.get(2))
                        .toList());
        ExecutorMemory.lines(spark)
                .forEach((executor, line) -> System.out.println("executor " + executor + ": " + line));
        System.out.println(killed.get() ? "an executor was killed" : "no executor was killed");
        spark.stop();
    }

    private static boolean killAnExecutor(String application) {
        Optional<ProcessHandle> executor = ProcessHandle.allProcesses()
                .filter(process -> {
                    String line = process.info().commandLine().orElse("").toLowerCase(Locale.ROOT);
                    return line.contains("coarsegrainedexecutorbackend") && line.contains(application);
                })
                .findFirst();
        return executor.map(ProcessHandle::destroyForcibly).orElse(false);
    }
}
