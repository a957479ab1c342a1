package xai4j.spark;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Explanations and predictions as functions of SQL. */
public final class SqlFunctions {
    private SqlFunctions() {}

    /**
     * Registers a function from a picture's bytes (the {@code content} of {@code binaryFile}) to a struct {@code (result, error)}: {@code SELECT path,
     * explain(content).result.targets[0].label FROM pictures}. It takes one picture after the other; a transformer has as many under way as a task has processors.
     *
     * @param spark the session
     * @param name of the function
     * @param transformer what is asked; its columns are not used
     */
    public static void register(SparkSession spark, String name, ModelTransformer<?> transformer) {
        PictureAnswers answers = transformer.answers(spark);
        StructType type =
                new StructType().add("result", transformer.outputType(), true).add("error", DataTypes.StringType, true);
        spark.udf().register(name, new PictureFunction(answers, name), type);
    }
}
