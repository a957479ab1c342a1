package xai4j.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/** Classifies a column of pictures: adds the classes with the highest scores, best first, and a column of errors. */
public final class ImagePredictor extends ModelTransformer<ImagePredictor> {
    private static final long serialVersionUID = 1L;
    private static final String DEFAULT_TOP = "5";

    private static final StructType CLASS = new StructType(new StructField[] {
        DataTypes.createStructField("index", DataTypes.IntegerType, false),
        DataTypes.createStructField("label", DataTypes.StringType, false),
        DataTypes.createStructField("score", DataTypes.DoubleType, false)
    });

    private final Param<String> top;

    /** A new one: the five best classes. */
    public ImagePredictor() {
        this(newUid("xai4j"));
    }

    /**
     * For readers of saved pipelines.
     *
     * @param uid identifies the stage
     */
    public ImagePredictor(String uid) {
        super(uid, "prediction");
        top = new Param<>(this, "top", "how many classes");
        setDefault(top, DEFAULT_TOP);
    }

    /** For {@code ImagePredictor.load(path)} and saved pipelines. */
    public static MLReader<ImagePredictor> read() {
        return new DefaultParamsReader<>();
    }

    /** Parameter: how many classes. */
    public Param<String> top() {
        return top;
    }

    /** Sets how many classes, at least 1. */
    public ImagePredictor setTop(int classes) {
        return with(top, Integer.toString(classes));
    }

    @Override
    DataType outputType() {
        return DataTypes.createArrayType(CLASS, false);
    }

    @Override
    void check(Model opened) {
        if (Integer.parseInt(getOrDefault(top)) < 1) {
            throw new IllegalArgumentException(
                    "the " + getOrDefault(top) + " best classes are none; set top to 1 or more");
        }
    }

    @Override
    PictureAnswers.Work work() {
        return new Best(Integer.parseInt(getOrDefault(top)));
    }

    private record Best(int count) implements PictureAnswers.Work {
        @Override
        public Function<Picture, Object> with(Model model) {
            return picture -> best(picture, model);
        }

        private Object best(Picture picture, Model model) {
            Tensor scores = model.predict(model.spec().prepare(picture.image()).batch(), Score.PROBABILITY)
                    .row(0);
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, scores.size()).boxed().toList());
            order.sort(Comparator.comparing((Integer i) -> -scores.at(i)));
            List<Row> rows = new ArrayList<>();
            for (int i : order.subList(0, Math.min(count, order.size()))) {
                rows.add(RowFactory.create(i, model.spec().label(i), (double) scores.at(i)));
            }
            return rows.toArray();
        }
    }
}
