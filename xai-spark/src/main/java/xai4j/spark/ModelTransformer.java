package xai4j.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import xai4j.image.ImageBudget;
import xai4j.model.Model;
import xai4j.model.ModelException;

/**
 * What transformers of pictures by a model have in common: the column of pictures, the model and how it is opened, the column of errors.
 *
 * @param <S> the transformer itself
 */
public abstract class ModelTransformer<S extends ModelTransformer<S>> extends Transformer
        implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> errorCol;
    private final Param<String> model;
    private final Param<String> modelBytes;
    private final StringArrayParam labels;
    private final Param<String> preprocessing;
    private final Param<String> scores;
    private final Param<String> output;
    private final Param<String> maxPixels;
    private final BooleanParam failOnError;

    ModelTransformer(String uid, String outputDefault) {
        this.uid = uid;
        inputCol = new Param<>(
                this, "inputCol", "column of pictures: binary (files' content), string (paths) or image struct");
        outputCol = new Param<>(this, "outputCol", "column that is added");
        errorCol = new Param<>(
                this, "errorCol", "column that says, in a line, why a picture has no result; null otherwise");
        model = new Param<>(
                this,
                "model",
                "path of the model on the driver: a file, a folder, or an entry of a registry (DIR/NAME, DIR/NAME/VERSION)");
        modelBytes = new Param<>(this, "modelBytes", "an ONNX file's bytes, in Base64, instead of a path");
        labels = new StringArrayParam(this, "labels", "names of the classes, when the model does not say them");
        preprocessing = new Param<>(
                this, "preprocessing", "name of a preset (imagenet, tf, caffe, …), when the model does not say it");
        scores = new Param<>(this, "scores", "what the scores are, when the model leaves it open");
        output = new Param<>(this, "output", "name of the output that holds the scores, for models with several");
        maxPixels = new Param<>(
                this, "maxPixels", "pixels that a picture may have; larger ones go to the column of errors");
        failOnError = new BooleanParam(
                this, "failOnError", "whether a picture that cannot be read or explained fails the job");
        setDefault(inputCol, "content");
        setDefault(outputCol, outputDefault);
        setDefault(errorCol, "error");
        setDefault(model, "");
        setDefault(modelBytes, "");
        setDefault(labels, new String[0]);
        setDefault(preprocessing, "");
        setDefault(scores, "");
        setDefault(output, "");
        setDefault(maxPixels, Long.toString(ImageBudget.DEFAULT_PIXELS));
        setDefault(failOnError, false);
    }

    static String newUid(String prefix) {
        return Identifiable$.MODULE$.randomUID(prefix);
    }

    @Override
    public final String uid() {
        return uid;
    }

    @SuppressWarnings("unchecked")
    private S self() {
        return (S) this;
    }

    final <T> S with(Param<T> param, T value) {
        set(param, value);
        return self();
    }

    /** Parameter: the column of pictures; {@code content} by default, as the source {@code binaryFile} calls it. */
    public final Param<String> inputCol() {
        return inputCol;
    }

    /** Parameter: the column that is added. */
    public final Param<String> outputCol() {
        return outputCol;
    }

    /** Parameter: the column of errors; {@code error} by default. */
    public final Param<String> errorCol() {
        return errorCol;
    }

    /** Parameter: the model's path on the driver. */
    public final Param<String> model() {
        return model;
    }

    /** Parameter: an ONNX file's bytes in Base64. */
    public final Param<String> modelBytes() {
        return modelBytes;
    }

    /** Parameter: names of the classes. */
    public final StringArrayParam labels() {
        return labels;
    }

    /** Parameter: name of a preset of preprocessing. */
    public final Param<String> preprocessing() {
        return preprocessing;
    }

    /** Parameter: what the scores are. */
    public final Param<String> scores() {
        return scores;
    }

    /** Parameter: name of the output that holds the scores. */
    public final Param<String> output() {
        return output;
    }

    /** Parameter: pixels that a picture may have; 100 million by default. */
    public final Param<String> maxPixels() {
        return maxPixels;
    }

    /** Parameter: whether a bad picture fails the job; no by default. */
    public final BooleanParam failOnError() {
        return failOnError;
    }

    /** Sets the column of pictures. */
    public final S setInputCol(String column) {
        return with(inputCol, column);
    }

    /** Sets the column that is added. */
    public final S setOutputCol(String column) {
        return with(outputCol, column);
    }

    /** Sets the column of errors. */
    public final S setErrorCol(String column) {
        return with(errorCol, column);
    }

    /**
     * Sets the model by its path on the driver: a file, a folder, or an entry of a registry, {@code DIR/NAME} for the version that is promoted when a job
     * begins or {@code DIR/NAME/VERSION}. Its bytes travel to the executors, once each.
     */
    public final S setModel(String path) {
        return with(model, path);
    }

    /** Sets the model by the bytes of an ONNX file. */
    public final S setModelBytes(byte[] onnx) {
        return with(modelBytes, Base64.getEncoder().encodeToString(onnx));
    }

    /** Sets the names of the classes. */
    public final S setLabels(String... names) {
        return with(labels, names.clone());
    }

    /** Sets how pictures become inputs, by the name of a preset. */
    public final S setPreprocessing(String preset) {
        return with(preprocessing, preset);
    }

    /** Sets what the scores are: {@code logits}, {@code probabilities} and so on. */
    public final S setScores(String kind) {
        return with(scores, kind);
    }

    /** Sets the output that holds the scores. */
    public final S setOutput(String name) {
        return with(output, name);
    }

    /** Sets how many pixels a picture may have. */
    public final S setMaxPixels(long pixels) {
        return with(maxPixels, Long.toString(pixels));
    }

    /** Sets whether a bad picture fails the job. */
    public final S setFailOnError(boolean fail) {
        set(failOnError, fail);
        return self();
    }

    @Override
    @SuppressWarnings("unchecked")
    public final S copy(ParamMap extra) {
        return (S) this.<ModelTransformer<S>>defaultCopy(extra);
    }

    /** What the added column holds. */
    abstract DataType outputType();

    /**
     * Refuses what executors could not do either.
     *
     * @param opened the model, open on the driver
     */
    abstract void check(Model opened);

    /**
     * The column that says where objects are, for those that ask for one.
     *
     * @throws IllegalArgumentException if it is not there or holds nothing of the kind
     */
    Optional<ObjectMarks> marks(StructType schema) {
        return Optional.empty();
    }

    /** What is done with each picture. */
    abstract PictureAnswers.Work work();

    /** Checks columns, model and settings on the driver, before a job begins. */
    @Override
    public final StructType transformSchema(StructType schema) {
        StructType result = columns(schema);
        ModelPackage content = content();
        check(content, content.sha256());
        return result;
    }

    private void check(ModelPackage content, String sha256) {
        try (ModelSessions.Lease lease = ModelSessions.ofThisJvm().lease(sha256, settings(), () -> content)) {
            check(lease.model());
        }
    }

    @Override
    public final Dataset<Row> transform(Dataset<?> pictures) {
        StructType schema = columns(pictures.schema());
        String column = getOrDefault(inputCol);
        Picture.Form form = Picture.Form.of(column, input(pictures.schema()));
        PictureTask task = new PictureTask(
                answers(pictures.sparkSession()),
                column,
                pictures.schema().fieldIndex(column),
                form,
                marks(pictures.schema()).orElse(null));
        return pictures.toDF().mapPartitions(task, Encoders.row(schema));
    }

    /** What executors are sent; the model is tried on the driver first. */
    final PictureAnswers answers(SparkSession spark) {
        ModelPackage content = content();
        String sha256 = content.sha256();
        check(content, sha256);
        Broadcast<ModelPackage> sent =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(content);
        return new PictureAnswers(sent, sha256, settings(), limits(), work());
    }

    private StructType columns(StructType schema) {
        Picture.Form.of(getOrDefault(inputCol), input(schema));
        marks(schema);
        StructType result = schema;
        for (String added : List.of(getOrDefault(outputCol), getOrDefault(errorCol))) {
            if (Arrays.asList(result.fieldNames()).contains(added)) {
                throw new IllegalArgumentException(
                        "column \"" + added + "\" is there already; name another with setOutputCol or setErrorCol");
            }
            result = result.add(
                    added, added.equals(getOrDefault(outputCol)) ? outputType() : DataTypes.StringType, true);
        }
        return result;
    }

    private DataType input(StructType schema) {
        String column = getOrDefault(inputCol);
        List<String> names = new ArrayList<>(Arrays.asList(schema.fieldNames()));
        if (!names.contains(column)) {
            throw new IllegalArgumentException(
                    "there is no column \"" + column + "\" of pictures; there are " + String.join(", ", names));
        }
        return schema.apply(column).dataType();
    }

    private ModelPackage content() {
        String bytes = getOrDefault(modelBytes);
        String path = getOrDefault(model);
        if (bytes.isEmpty() == path.isEmpty()) {
            throw new IllegalArgumentException(
                    bytes.isEmpty()
                            ? "no model is given: setModel(path) or setModelBytes(bytes)"
                            : "a model is given twice, by path and by bytes; set one");
        }
        try {
            return bytes.isEmpty()
                    ? ModelPackage.read(java.nio.file.Path.of(path))
                    : ModelPackage.of(Base64.getDecoder().decode(bytes));
        } catch (java.nio.file.InvalidPathException e) {
            throw new ModelException("\"" + path + "\" is no path of a model", e);
        }
    }

    private ModelSettings settings() {
        return new ModelSettings(
                List.of(getOrDefault(labels)),
                getOrDefault(preprocessing),
                getOrDefault(scores),
                getOrDefault(output),
                "cpu");
    }

    private PictureAnswers.Limits limits() {
        return new PictureAnswers.Limits(Long.parseLong(getOrDefault(maxPixels)), (Boolean) getOrDefault(failOnError));
    }
}
