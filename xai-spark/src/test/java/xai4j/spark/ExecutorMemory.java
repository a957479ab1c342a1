package xai4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * What executors hold: {@code LocalCluster xai4j.spark.ExecutorMemory MODEL FOLDER [METHOD[:OPTION=VALUE]…]} explains a folder by each method and prints a line per executor
 * before the first and after each.
 */
final class ExecutorMemory {
    private static final int PARTITIONS = 8;
    private static final int ASKED = 32;

    private ExecutorMemory() {}

    public static void main(String[] arguments) throws IOException {
        try (SparkSession spark = SparkSession.builder()
                .master(arguments[0])
                .appName("memory of executors")
                .getOrCreate()) {
            print("before", spark);
            for (String method : List.of(arguments).subList(3, arguments.length)) {
                String[] parts = method.split(":", -1);
                Dataset<Row> pictures = spark.read()
                        .format("binaryFile")
                        .option("recursiveFileLookup", "true")
                        .option("pathGlobFilter", "*.{jpg,jpeg,png}")
                        .load(arguments[2])
                        .repartition(PARTITIONS);
                new ImageExplainer()
                        .setModel(arguments[1])
                        .setMethod(parts[0])
                        .setOptions(List.of(parts).subList(1, parts.length).toArray(String[]::new))
                        .setFailOnError(true)
                        .transform(pictures)
                        .write()
                        .format("noop")
                        .mode("overwrite")
                        .save();
                print(method, spark);
            }
        }
    }

    private static void print(String when, SparkSession spark) {
        lines(spark).forEach((executor, line) -> System.out.println(when + ", executor " + executor + ": " + line));
    }

    /** A line per executor: its heap after a collection, and the whole process now and at most. */
    static SortedMap<String, String> lines(SparkSession spark) {
        SortedMap<String, String> lines = new TreeMap<>();
        JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(IntStream.range(0, ASKED).boxed().toList(), ASKED)
                .mapPartitions(asked -> Collections.singleton(
                                new Tuple2<>(SparkEnv.get().executorId(), ofThisProcess()))
                        .iterator())
                .collect()
                .forEach(line -> lines.put(line._1(), line._2()));
        return lines;
    }

    private static String ofThisProcess() throws IOException {
        System.gc();
        Runtime java = Runtime.getRuntime();
        return "heap in use " + (java.totalMemory() - java.freeMemory() >> 20) + " MB of "
                + (java.totalMemory() >> 20) + ", resident " + resident("VmRSS:") + " MB, at most " + resident("VmHWM:")
                + " MB";
    }

    private static long resident(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        return 0; // not Linux
    }
}
