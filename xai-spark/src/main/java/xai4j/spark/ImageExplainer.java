package xai4j.spark;

import java.util.List;
import java.util.Set;
import org.apache.spark.ml.param.Param;
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
public final class ImageExplainer extends ModelTransformer<ImageExplainer> {
    private static final long serialVersionUID = 1L;

    private final Param<String> method;
    private final Param<String> target;
    private final StringArrayParam options;
    private final Param<String> seed;
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
        method = new Param<>(this, "method", "name of the method, as on the command line");
        target = new Param<>(
                this, "target", "what is explained: a class, a label, top:K, A-B, …; empty is the predicted class");
        options = new StringArrayParam(this, "options", "options of the method, each as name=value");
        seed = new Param<>(
                this, "seed", "seed of everything that is drawn; each picture gets one made of it and its bytes");
        keep = new StringArrayParam(
                this, "keep", "what the struct holds besides targets and verdicts: values, regions, picture, json");
        setDefault(method, "grad-cam");
        setDefault(target, "");
        setDefault(options, new String[0]);
        setDefault(seed, "0");
        setDefault(keep, new String[] {ExplanationRow.VALUES, ExplanationRow.REGIONS});
    }

    /** For {@code ImageExplainer.load(path)} and saved pipelines. */
    public static MLReader<ImageExplainer> read() {
        return new DefaultParamsReader<>();
    }

    /** Parameter: the method. */
    public Param<String> method() {
        return method;
    }

    /** Parameter: what is explained. */
    public Param<String> target() {
        return target;
    }

    /** Parameter: options of the method. */
    public StringArrayParam options() {
        return options;
    }

    /** Parameter: the seed. */
    public Param<String> seed() {
        return seed;
    }

    /** Parameter: what is kept. */
    public StringArrayParam keep() {
        return keep;
    }

    /** Sets the method by its name on the command line. */
    public ImageExplainer setMethod(String name) {
        return with(method, name);
    }

    /** Sets what is explained, as {@code --target} takes it. */
    public ImageExplainer setTarget(String text) {
        return with(target, text);
    }

    /** Sets options of the method, each as {@code name=value}. */
    public ImageExplainer setOptions(String... settings) {
        return with(options, settings.clone());
    }

    /** Sets the seed. */
    public ImageExplainer setSeed(long value) {
        return with(seed, Long.toString(value));
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
        question().explainer(opened, 0);
    }

    private Question question() {
        return new Question(
                getOrDefault(method),
                getOrDefault(target),
                List.of(getOrDefault(options)),
                Long.parseLong(getOrDefault(seed)),
                Set.of(getOrDefault(keep)));
    }

    @Override
    PictureAnswers.Work work() {
        return question();
    }

    /** What is asked of each picture. */
    private record Question(String method, String target, List<String> options, long seed, Set<String> keep)
            implements PictureAnswers.Work {
        @Override
        public Object on(Picture picture, Model model) {
            Explanation explanation =
                    explainer(model, PictureSeeds.of(seed, picture.sha256())).explain(picture.image());
            return ExplanationRow.of(explanation, picture.image(), keep);
        }

        Explainer<?> explainer(Model model, long pictureSeed) {
            Explainer<?> explainer = Explainers.named(method, model);
            if (!target.isEmpty()) {
                explainer = explainer.set("target", target);
            }
            boolean drawing = explainer.options().known().stream().anyMatch(option -> option.answersTo("seed"));
            if (drawing) {
                explainer = explainer.set("seed", Long.toString(pictureSeed));
            }
            for (String option : options) {
                int equals = option.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("option \"" + option + "\" is not of the form name=value");
                }
                explainer = explainer.set(option.substring(0, equals), option.substring(equals + 1));
            }
            return explainer;
        }
    }
}
