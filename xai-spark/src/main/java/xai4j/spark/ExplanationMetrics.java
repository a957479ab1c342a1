package xai4j.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricCard;
import xai4j.evaluate.Metrics;
import xai4j.evaluate.UndefinedMetricException;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.image.PreparedImage;
import xai4j.model.Model;

/**
 * Judges explanations of a column of pictures: adds a map from the names of metrics to numbers, for the first target. A metric that has no value for a picture has no entry.
 * Metrics that need to know where the object is take it from the column {@link #setAnnotationCol} names.
 */
public final class ExplanationMetrics extends ExplainingTransformer<ExplanationMetrics> {
    private static final long serialVersionUID = 1L;

    private final StringArrayParam metrics;
    private final Param<String> annotationCol;

    /** A new one: deletion, insertion and sparseness of {@code grad-cam}. */
    public ExplanationMetrics() {
        this(newUid("xai4j"));
    }

    /**
     * For readers of saved pipelines.
     *
     * @param uid identifies the stage
     */
    public ExplanationMetrics(String uid) {
        super(uid, "metrics");
        metrics = new StringArrayParam(this, "metrics", "names of metrics, as on the command line");
        annotationCol = new Param<>(
                this,
                "annotationCol",
                "column that says where the object is: binary (a mask drawn as PNG) or an array of boxes, struct<left,top,right,bottom>");
        setDefault(metrics, new String[] {"deletion", "insertion", "sparseness"});
        setDefault(annotationCol, "");
    }

    /** For {@code ExplanationMetrics.load(path)} and saved pipelines. */
    public static MLReader<ExplanationMetrics> read() {
        return new DefaultParamsReader<>();
    }

    /** Parameter: names of metrics. */
    public StringArrayParam metrics() {
        return metrics;
    }

    /** Parameter: the column that says where the object is. */
    public Param<String> annotationCol() {
        return annotationCol;
    }

    /**
     * Sets the column that says where the object is: {@code binary}, a mask drawn as PNG, of the picture's size, in which the background is black; or an
     * array of boxes, {@code struct<left,top,right,bottom>} of numbers, in pixels of the picture, ends exclusive. A picture without an annotation has no
     * entry for metrics that need one.
     */
    public ExplanationMetrics setAnnotationCol(String column) {
        return with(annotationCol, column);
    }

    @Override
    Optional<ObjectMarks> marks(StructType schema) {
        String column = getOrDefault(annotationCol);
        return column.isEmpty() ? Optional.empty() : Optional.of(ObjectMarks.of(column, schema));
    }

    /** Sets the metrics by their names on the command line. */
    public ExplanationMetrics setMetrics(String... names) {
        return with(metrics, names.clone());
    }

    @Override
    DataType outputType() {
        return DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false);
    }

    @Override
    void check(Model opened) {
        question().with(opened);
        for (Metric metric : named(List.of(getOrDefault(metrics)))) {
            if (needsTruth(metric) && getOrDefault(annotationCol).isEmpty()) {
                throw new IllegalArgumentException(
                        "the metric \"" + metric.card().name()
                                + "\" needs to know where the object is; name a column of boxes or masks with setAnnotationCol");
            }
        }
    }

    @Override
    PictureAnswers.Work work() {
        return new Judging(question(), List.of(getOrDefault(metrics)));
    }

    private static boolean needsTruth(Metric metric) {
        return metric.card().needs().contains(MetricCard.Need.TRUTH);
    }

    private static List<Metric> named(List<String> names) {
        List<Metric> metrics = new ArrayList<>();
        names.forEach(name -> metrics.add(Metrics.named(name)));
        return metrics;
    }

    private record Judging(Question question, List<String> metrics) implements PictureAnswers.Work {
        @Override
        public Function<Picture, Object> with(Model model) {
            Function<Picture, Explainer<?>> explainers = question.with(model);
            List<Metric> asked = named(metrics);
            return picture -> judged(picture, explainers.apply(picture), asked);
        }

        private static Object judged(Picture picture, Explainer<?> explainer, List<Metric> metrics) {
            Model model = explainer.model();
            PreparedImage image = model.spec().prepare(picture.image());
            Explanation explanation = explainer.explain(image);
            Judged blind = new Judged(explanation, 0, image, model).withExplainer(explainer);
            Judged judged = picture.truth()
                    .map(mask -> blind.withTruth(mask.onInput(
                            image.mapping(),
                            image.input().width(),
                            image.input().height())))
                    .orElse(blind);
            Map<String, Double> values = new LinkedHashMap<>();
            for (Metric metric : metrics) {
                if (judged.truth().isPresent() || !needsTruth(metric)) {
                    measured(metric, judged)
                            .ifPresent(value -> values.put(metric.card().name(), value));
                }
            }
            return CollectionConverters.asScala(values);
        }

        private static Optional<Double> measured(Metric metric, Judged judged) {
            try {
                return Optional.of(metric.measure(judged));
            } catch (UndefinedMetricException e) {
                return Optional.empty(); // a gap, not a number
            }
        }
    }
}
