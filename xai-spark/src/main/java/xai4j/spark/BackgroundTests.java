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

/**
 * Which pictures each class is tested with: some of its own, and some of other classes whose objects and backgrounds are exchanged with theirs. They are drawn by a lot
 * that depends on the picture alone, so that they are the same on every partitioning; only they travel.
 */
final class BackgroundTests {
    private static final String CLASS = "predicted";
    private static final String LOT = "lot";
    private static final String TURN = "turn";

    private BackgroundTests() {}

    /**
     * A row per kind, as {@link DatasetAudit#backgrounds} says.
     *
     * @param labels column that names the class a picture is of; empty where none does
     */
    static Dataset<Row> of(Dataset<Row> explained, ImageExplainer explainer, String labels) {
        String pictures = explainer.getOrDefault(explainer.inputCol());
        String explanation = explainer.getOrDefault(explainer.outputCol());
        for (String column :
                labels.isEmpty() ? List.of(pictures, explanation) : List.of(pictures, explanation, labels)) {
            if (!Arrays.asList(explained.columns()).contains(column)) {
                throw new IllegalArgumentException("there is no column \"" + column
                        + "\" in what was explained; there are " + String.join(", ", explained.columns()));
            }
        }
        if (!explainer.getOrDefault(explainer.target()).isEmpty()) {
            throw new IllegalArgumentException(
                    "an audit explains the class that the model names; leave the explainer's target empty");
        }
        Picture.Form form =
                Picture.Form.of(pictures, explained.schema().apply(pictures).dataType());
        ClassBackgrounds test =
                new ClassBackgrounds(explainer.answers(explained.sparkSession()), explainer.question(), form);
        Dataset<Row> drawn = drawn(explained, pictures, explanation, labels);
        Column picture = functions.struct(CLASS, LOT, "label", "picture");
        Dataset<Row> others = drawn.orderBy(TURN, LOT)
                .limit(ClassBackgrounds.OTHERS)
                .agg(functions.collect_list(picture).as("others"));
        return drawn.groupBy(CLASS)
                .agg(functions.collect_list(picture).as("own"))
                .crossJoin(functions.broadcast(others))
                .flatMap((FlatMapFunction<Row, Row>) test, Encoders.row(ClassBackgrounds.SCHEMA))
                .orderBy("label", "kind");
    }

    /** At most so many of each predicted class, with the pictures; who is drawn is found out without them. */
    private static Dataset<Row> drawn(Dataset<Row> explained, String pictures, String explanation, String labels) {
        Column targets = functions.col(explanation + ".targets");
        Dataset<Row> named = explained
                .filter(targets.isNotNull())
                .select(
                        functions.element_at(targets, 1).getField("index").as(CLASS),
                        functions.xxhash64(functions.col(pictures)).as(LOT),
                        labels.isEmpty()
                                ? functions.lit(null).cast("string").as("label")
                                : functions.col(labels).cast("string").as("label"),
                        functions.col(pictures).as("picture"));
        WindowSpec byLot = Window.partitionBy(CLASS).orderBy(LOT);
        Dataset<Row> lots = named.select(CLASS, LOT)
                .distinct()
                .withColumn(TURN, functions.row_number().over(byLot))
                .filter(functions.col(TURN).leq(ClassBackgrounds.OWN));
        return named.join(
                        functions.broadcast(lots),
                        CollectionConverters.asScala(List.of(CLASS, LOT)).toSeq())
                .dropDuplicates(CLASS, new String[] {LOT});
    }
}
