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
 * What a model sees in a folder of pictures, by class: how many, how sure, how much of the evidence lies on the border, where watermarks and time stamps live, and whether
 * answers hang on the background. With {@code local[2]}, or where {@code spark-submit} says.
 */
public final class SparkAudit {
    private static final int BAD_USAGE = 2;
    private static final int OURS = 1;

    private SparkAudit() {}

    /**
     * Prints lines per class.
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

    /** A line for each predicted class and for each kind of its explanations, and one for what has no explanation. */
    static List<String> lines(SparkSession spark, String folder, String model) {
        // begin explain
        Dataset<Row> pictures = spark.read().format("binaryFile").load(folder);
        ImageExplainer explainer =
                new ImageExplainer().setModel(model).setMethod("grad-cam").setKeep("values");
        Dataset<Row> explained = explainer.transform(pictures).cache();
        // end explain
        List<Row> kinds = DatasetAudit.backgrounds(explained, explainer, "").collectAsList();
        List<String> lines = new ArrayList<>();
        for (Row cls : DatasetAudit.byClass(explained, "explanation").collectAsList()) {
            lines.add(line(cls));
            kinds.stream()
                    .filter(kind -> kind.getAs("label").equals(cls.getAs("label")))
                    .map(SparkAudit::kind)
                    .forEach(lines::add);
        }
        List<Row> bad =
                explained.filter("error IS NOT NULL").select("path", "error").collectAsList();
        if (!bad.isEmpty()) {
            lines.add(bad.size() + " without an explanation; the first, "
                    + bad.get(0).getString(0) + ": " + bad.get(0).getString(1));
        }
        return lines;
    }

    private static String line(Row cls) {
        return String.format(
                Locale.ROOT,
                "%s: %d pictures, mean score %.2f, %.0f %% of the evidence on the border",
                cls.getAs("label"),
                cls.<Long>getAs("pictures"),
                cls.<Double>getAs("score"),
                100 * cls.<Double>getAs("border"));
    }

    private static String kind(Row kind) {
        int answers = kind.getAs("answers");
        String hanging = answers == 0
                ? "whether they hang on the background was not asked"
                : String.format(
                        Locale.ROOT,
                        "%d of %d hang on the background (%.0f to %.0f %%)",
                        kind.<Integer>getAs("hanging"),
                        answers,
                        100 * kind.<Double>getAs("low"),
                        100 * kind.<Double>getAs("high"));
        String finding = kind.getAs("finding");
        return String.format(
                Locale.ROOT,
                "  kind %d, %.0f %% of the answers looked at: %s%s",
                kind.<Integer>getAs("kind"),
                100 * kind.<Double>getAs("share"),
                hanging,
                finding == null ? "" : ". " + finding);
    }
}
