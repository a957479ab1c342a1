package xai4j.examples.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import xai4j.spark.DatasetAudit;
import xai4j.spark.ImageExplainer;
import xai4j.tensor.XaiException;

/**
 * What a model sees in a folder of pictures, by class: how many, how sure, and how much of the evidence lies on the border, where watermarks and time stamps live. With
 * {@code local[2]}, or where {@code spark-submit} says.
 */
public final class SparkAudit {
    private static final int BAD_USAGE = 2;
    private static final int OURS = 1;

    private SparkAudit() {}

    /**
     * Prints a line per class.
     *
     * @param arguments the folder and the model
     */
    public static void main(String[] arguments) {
        int status = run(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(String... arguments) {
        if (arguments.length != 2) {
            System.err.println("usage: FOLDER MODEL, a folder of pictures and an ONNX file");
            return BAD_USAGE;
        }
        try (SparkSession spark = session()) {
            lines(spark, arguments[0], arguments[1]).forEach(System.out::println);
            return 0;
        } catch (XaiException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return BAD_USAGE;
        } catch (Exception e) {
            System.err.println("the audit failed: " + e.getMessage());
            return OURS;
        }
    }

    /** A session where {@code spark-submit} says, or on two threads of this machine. */
    private static SparkSession session() {
        SparkConf conf = new SparkConf().setIfMissing("spark.app.name", "audit");
        if (!conf.contains("spark.master")) {
            conf.setMaster("local[2]")
                    .setIfMissing("spark.ui.enabled", "false")
                    .setIfMissing("spark.driver.host", "127.0.0.1")
                    .setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /** A line for each predicted class, and one for what has no explanation. */
    static List<String> lines(SparkSession spark, String folder, String model) {
        // begin explain
        Dataset<Row> pictures = spark.read().format("binaryFile").load(folder);
        Dataset<Row> explained = new ImageExplainer()
                .setModel(model)
                .setMethod("grad-cam")
                .setKeep("values")
                .transform(pictures);
        // end explain
        Dataset<Row> kept = explained.drop("content").cache();
        List<String> lines = new ArrayList<>();
        for (Row row : DatasetAudit.byClass(kept, "explanation").collectAsList()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: %d pictures, mean score %.2f, %.0f %% of the evidence on the border",
                    row.getAs("label"),
                    row.<Long>getAs("pictures"),
                    row.<Double>getAs("score"),
                    100 * row.<Double>getAs("border")));
        }
        List<Row> bad = kept.filter("error IS NOT NULL").select("path", "error").collectAsList();
        if (!bad.isEmpty()) {
            lines.add(bad.size() + " without an explanation; the first, "
                    + bad.get(0).getString(0) + ": " + bad.get(0).getString(1));
        }
        return lines;
    }
}
