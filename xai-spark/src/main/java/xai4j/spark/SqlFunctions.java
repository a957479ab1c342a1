package xai4j.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Explanations and predictions as functions of SQL. */
public final class SqlFunctions {
    private SqlFunctions() {}

    /**
     * Registers a function from a picture's bytes (the {@code content} of {@code binaryFile}) to a struct {@code (result, error)}: {@code SELECT path,
     * explain(content).result.targets[0].label FROM pictures}. A transformer is quicker for whole tables, since it holds its model over a partition.
     *
     * @param spark the session
     * @param name of the function
     * @param transformer what is asked; its columns are not used
     */
    public static void register(SparkSession spark, String name, ModelTransformer<?> transformer) {
        PictureAnswers answers = transformer.answers(spark);
        StructType type =
                new StructType().add("result", transformer.outputType(), true).add("error", DataTypes.StringType, true);
        spark.udf().register(name, function(answers, name), type);
    }

    private static UDF1<byte[], Row> function(PictureAnswers answers, String name) {
        return bytes -> {
            try (PictureAnswers.Opened opened = answers.open(TaskContext.get())) {
                PictureAnswers.Answer answer = opened.answer(bytes, Picture.Form.BYTES, "the argument of " + name);
                return RowFactory.create(answer.value(), answer.error());
            }
        };
    }
}
