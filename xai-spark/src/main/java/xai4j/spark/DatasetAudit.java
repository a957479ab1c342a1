package xai4j.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import scala.jdk.javaapi.CollectionConverters;
import xai4j.evaluate.audit.EvidenceKinds;

/**
 * What a model looks at over a data frame of explained pictures, as an aggregation that runs where the data lie. {@code xai audit} searches one folder for what is
 * suspicious; this says where to search among millions.
 */
public final class DatasetAudit {
    private static final String POSITIVE = "transform(values, v -> double(greatest(v, 0f)))";
    private static final String SUM = "aggregate(%s, 0D, (sum, v) -> sum + v)";
    private static final String ON_BORDER =
            "transform(positive, (v, i) -> if(i < columns OR i >= size(positive) - columns"
                    + " OR i % columns = 0 OR i % columns = columns - 1, v, 0D))";

    private DatasetAudit() {}

    /**
     * A row for each class that explains a picture, sorted by label: {@code label} string, {@code pictures} long, {@code score} double (mean), {@code border} double (mean share of the
     * positive evidence that lies in the outermost ring of cells), {@code shape} array of int, {@code map} array of double (the mean map of the positive evidence, each picture's summing
     * to one). Classes whose maps have several shapes have a row for each. Pictures without positive evidence count, but enter neither share nor map.
     *
     * <p>Means are sums of doubles in Spark's order; they agree on other partitionings to about 1e-12.
     *
     * @param explained what {@link ImageExplainer} made with {@code values} kept, of maps ({@code [h, w]} per target)
     * @param explanation name of its column
     * @throws IllegalArgumentException if there is no such column
     */
    public static Dataset<Row> byClass(Dataset<Row> explained, String explanation) {
        Dataset<Row> evidence = evidence(explained, explanation);
        Column[] group = {functions.col("label"), functions.col("shape")};
        Dataset<Row> numbers = evidence.groupBy(group)
                .agg(
                        functions.count("*").as("pictures"),
                        functions.avg("score").as("score"),
                        functions.avg("border").as("border"));
        Dataset<Row> maps = evidence.selectExpr("label", "shape", "posexplode(share) AS (position, value)")
                .groupBy(functions.col("label"), functions.col("shape"), functions.col("position"))
                .agg(functions.avg("value").as("mean"))
                .groupBy(group)
                .agg(functions
                        .expr("transform(array_sort(collect_list(struct(position, mean))), cell -> cell.mean)")
                        .as("map"));
        return numbers.join(
                        maps,
                        CollectionConverters.asScala(List.of("label", "shape")).toSeq(),
                        "left")
                .select("label", "pictures", "score", "border", "shape", "map")
                .orderBy("label");
    }

    /**
     * Kinds of explanations of each class (SpRAy, as {@code xai audit} finds them), a row for each: {@code label} string, {@code shape} array of int, {@code kind} int (0 is the most
     * frequent), {@code pictures} long, {@code share} double of those that were looked at, {@code gap} double (between the eigenvalues; how clearly the kinds are told apart),
     * {@code border} double and {@code map} array of double as in {@link #byClass}. At most {@link EvidenceKinds#MOST} pictures of a class are looked at, the same on every
     * partitioning; of a class with fewer than {@link EvidenceKinds#FEWEST} there is no row.
     *
     * <p>A kind is a question, not yet a fault: whether answers hang on what it looks at says {@link #backgrounds}, with the model and the pictures.
     *
     * @param explained what {@link ImageExplainer} made with {@code values} kept, of maps ({@code [h, w]} per target)
     * @param explanation name of its column
     * @throws IllegalArgumentException if there is no such column
     */
    public static Dataset<Row> kinds(Dataset<Row> explained, String explanation) {
        WindowSpec byLot = Window.partitionBy("label", "shape").orderBy("lot");
        return evidence(explained, explanation)
                .filter("sum > 0")
                .withColumn("turn", functions.row_number().over(byLot))
                .filter(functions.col("turn").leq(EvidenceKinds.MOST))
                .groupBy("label", "shape")
                .agg(functions
                        .expr("array_sort(collect_list(struct(lot, share, border)))")
                        .as("pictures"))
                .flatMap((FlatMapFunction<Row, Row>) ExplanationKinds::of, Encoders.row(ExplanationKinds.SCHEMA))
                .orderBy("label", "kind");
    }

    /**
     * What becomes of each class's answers when backgrounds are exchanged, as {@code xai audit} does it: a row for each kind of explanation of a class, {@code label}
     * string, {@code kind} int, {@code pictures} long, {@code share} double of the class's answers that were looked at, {@code border} and {@code corners} double (mean
     * share of the evidence there), {@code map} array of float (the mean evidence on the audit's grid of 16×16 cells over the photograph), {@code extent} string (how much
     * was asked: none, few, whole), {@code answers} int that were asked again before other backgrounds, {@code hanging} int (those that changed before a third of them or
     * more), {@code low} and {@code high} double (where the share of hanging answers lies, 95 %, Wilson; null where none was asked), {@code usual} double (that share
     * among other classes' answers; not a number where that was not asked), {@code pull} double (by how much the backgrounds alone make other classes' objects its own),
     * {@code shift} and {@code othersShift} double (what the kind of background is worth to the class's own answers and to other classes' objects, in units of what usually
     * separates first from second), {@code alike} double (the chance that backgrounds look as alike), {@code estimated} boolean (no masks are known, objects are estimated), {@code finding} string
     * (the audit's sentence, null where it finds nothing).
     *
     * <p>As {@code xai audit} does, a few exchanges are tried first, and the whole test follows where they leave room for a finding. Of each class at most 100 pictures are looked at, and at most 60 of all for the others, the same on every partitioning; a class is a task's work. On the same
     * pictures in the same order the numbers are those of {@link xai4j.evaluate.audit.Audit}. What was explained is read three times: write it, or cache it.
     *
     * @param explained what the explainer made, with the pictures beside it
     * @param explainer the same explainer, by a method that gives numbers to places
     * @param classes name of the column (string) that says of which class a picture is, or empty: then it is taken to be of the one that the model named
     * @throws IllegalArgumentException if a column is missing
     */
    public static Dataset<Row> backgrounds(Dataset<Row> explained, ImageExplainer explainer, String classes) {
        return BackgroundTests.of(explained, explainer, classes);
    }

    /** The positive evidence of each explained picture, with a lot that depends on nothing but the picture and its explanation. */
    private static Dataset<Row> evidence(Dataset<Row> explained, String explanation) {
        if (!Arrays.asList(explained.columns()).contains(explanation)) {
            throw new IllegalArgumentException("there is no column \"" + explanation + "\" of explanations; there are "
                    + String.join(", ", explained.columns()));
        }
        return explained
                .filter(functions.col(explanation + ".targets").isNotNull())
                .select(
                        functions
                                .element_at(functions.col(explanation + ".targets"), 1)
                                .as("target"),
                        functions
                                .xxhash64(functions.col(explanation + ".targets"))
                                .as("lot"))
                .selectExpr(
                        "lot",
                        "target.label AS label",
                        "target.score AS score",
                        "target.shape AS shape",
                        "target.values AS values")
                .filter("size(shape) = 2")
                .withColumn("columns", functions.expr("shape[1]"))
                .withColumn("positive", functions.expr(POSITIVE))
                .withColumn("sum", functions.expr(String.format(SUM, "positive")))
                .withColumn("border", functions.expr(String.format(SUM, ON_BORDER) + " / nullif(sum, 0D)"))
                .withColumn("share", functions.expr("if(sum > 0, transform(positive, v -> v / sum), array())"));
    }
}
