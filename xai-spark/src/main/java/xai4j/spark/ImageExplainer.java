package xai4j.spark;

import java.util.Set;
import java.util.function.Function;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;
import xai4j.Explainers;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.model.Model;

/**
 * Explains a column of pictures: adds a struct with targets, numbers, verdicts and provenance, and a column that says why a picture has none. Every method of
 * {@link Explainers#named} can be used, with its options as on the command line.
 *
 * <pre>{@code
 * Dataset<Row> explained = new ImageExplainer()
 *         .setModel("mobilenet.onnx")
 *         .setMethod("grad-cam")
 *         .setTarget("top:2")
 *         .transform(spark.read().format("binaryFile").load("pictures/*.jpg"));
 * }</pre>
 *
 * <p>The model's bytes are broadcast once and opened once per executor. Results are the library's own, bit for bit, on every partitioning; what is drawn at random
 * depends on {@link PictureSeeds}.
 */
public final class ImageExplainer extends ExplainingTransformer<ImageExplainer> {
    private static final long serialVersionUID = 1L;

    private final StringArrayParam keep;

    /** A new one: {@code grad-cam} of the predicted class. */
    public ImageExplainer() {
        this(newUid("xai4j"));
    }

    /**
     * For readers of saved pipelines.
     *
     * @param uid identifies the stage
     */
    public ImageExplainer(String uid) {
        super(uid, "explanation");
        keep = new StringArrayParam(
                this, "keep", "what the struct holds besides targets and verdicts: values, regions, picture, json");
        setDefault(keep, new String[] {ExplanationRow.VALUES, ExplanationRow.REGIONS});
    }

    /** For {@code ImageExplainer.load(path)} and saved pipelines. */
    public static MLReader<ImageExplainer> read() {
        return new DefaultParamsReader<>();
    }

    /** Parameter: what is kept. */
    public StringArrayParam keep() {
        return keep;
    }

    /** Sets what the struct holds besides targets and verdicts: {@code values}, {@code regions}, {@code picture}, {@code json}. */
    public ImageExplainer setKeep(String... parts) {
        return with(keep, parts.clone());
    }

    @Override
    DataType outputType() {
        return ExplanationRow.SCHEMA;
    }

    @Override
    void check(Model opened) {
        ExplanationRow.requireKnown(Set.of(getOrDefault(keep)));
        question().with(opened);
    }

    @Override
    PictureAnswers.Work work() {
        return new Explaining(question(), Set.of(getOrDefault(keep)));
    }

    private record Explaining(Question question, Set<String> keep) implements PictureAnswers.Work {
        @Override
        public Function<Picture, Object> with(Model model) {
            Function<Picture, Explainer<?>> explainers = question.with(model);
            return picture -> {
                Explanation explanation = explainers.apply(picture).explain(picture.image());
                return ExplanationRow.of(explanation, picture.image(), keep);
            };
        }
    }
}
