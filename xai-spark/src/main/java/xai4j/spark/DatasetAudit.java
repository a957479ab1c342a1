package xai4j.spark;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.jdk.javaapi.CollectionConverters;

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
        if (!Arrays.asList(explained.columns()).contains(explanation)) {
            throw new IllegalArgumentException("there is no column \"" + explanation + "\" of explanations; there are "
                    + String.join(", ", explained.columns()));
        }
        Dataset<Row> evidence = explained
                .filter(functions.col(explanation + ".targets").isNotNull())
                .select(functions
                        .element_at(functions.col(explanation + ".targets"), 1)
                        .as("target"))
                .selectExpr(
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
}
