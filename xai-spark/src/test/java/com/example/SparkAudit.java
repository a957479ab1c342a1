package com.example;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import xai4j.spark.ImageExplainer;

/**
 * What a model sees in a folder of pictures, by class: how many, how sure, and where it looks on average. With {@code local[2]}, or on a cluster by
 * {@code spark-submit}.
 */
public final class SparkAudit {
    private SparkAudit() {}

    /**
     * Prints a row per class.
     *
     * @param arguments the folder and the model
     */
    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
        byClass(spark, arguments[0], arguments[1]).forEach(System.out::println);
        spark.stop();
    }

    /** A row for each predicted class: label, pictures, mean score, and how much of the evidence lies at its peak. */
    public static List<Row> byClass(SparkSession spark, String folder, String model) {
        // begin explain
        Dataset<Row> pictures = spark.read().format("binaryFile").load(folder);
        Dataset<Row> explained = new ImageExplainer()
                .setModel(model)
                .setMethod("grad-cam")
                .setKeep("values")
                .transform(pictures);
        // end explain
        return explained
                .filter("error IS NULL")
                .selectExpr("path", "explanation.targets[0] AS target")
                .withColumn(
                        "evidence", functions.expr("aggregate(target.values, 0f, (sum, v) -> sum + greatest(v, 0f))"))
                .withColumn("peak", functions.expr("array_max(target.values)"))
                .groupBy("target.label")
                .agg(
                        functions.count("*").as("pictures"),
                        functions.avg("target.score").as("score"),
                        functions.avg(functions.expr("peak / evidence")).as("concentration"))
                .orderBy("label")
                .collectAsList();
    }
}
