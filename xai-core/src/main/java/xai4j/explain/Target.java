package xai4j.explain;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import xai4j.model.Model;
import xai4j.model.ScoreFunction;

/**
 * What is explained: classes, or any function of a model's scores that has a derivative, as a difference of two classes or the likeness to
 * an embedding. Every explainer takes every target that makes sense for it and refuses the others in words.
 *
 * <p>Users may implement it: {@link #functions} says what is explained of an image, {@link #text} names it in the provenance.
 */
public interface Target {
    /** The target as text; for targets that come with the library {@link #parse} makes an equal one of it. */
    String text();

    /**
     * The numbers that are explained for one image, one explanation each.
     *
     * @throws IllegalArgumentException if the model has nothing of the kind; the message says what it has
     */
    List<ScoreFunction> functions(TargetContext context);

    /** The model whose numbers the functions are of: the one that is explained, or one of its inner values. */
    default Model source(Model model) {
        return model;
    }

    /**
     * What the text of a target means for a model: {@code sea-lion} is a label here and a contrast there, and {@code dog} or {@code predicted} is
     * an object where the model is a detector.
     */
    default Target forModel(Model model) {
        return this;
    }

    /**
     * The class indices that this target means for one image.
     *
     * @param scores the image's scores {@code [K]}
     * @param labels the model's labels, possibly none
     * @throws IllegalArgumentException if there is no such class, or the target is not a class at all
     */
    default int[] resolve(float[] scores, List<String> labels) {
        throw new IllegalArgumentException(
                "the target " + text() + " is not a class, and only classes can be explained here");
    }

    /**
     * The class of the highest score; the default.
     *
     * <pre>{@code
     * Explainers.gradCam(model).target(Target.predicted());
     * }</pre>
     *
     * @return the target {@code predicted}
     */
    static Target predicted() {
        return new ClassTarget.Top(1);
    }

    /**
     * The {@code count} classes of the highest scores, in one run.
     *
     * <pre>{@code
     * Explainers.gradCam(model).target(Target.top(3));
     * }</pre>
     *
     * @param count at least 1; of a model with fewer classes all are explained
     * @return the target {@code top:count}
     */
    static Target top(int count) {
        return new ClassTarget.Top(count);
    }

    /**
     * The class at a position in the scores.
     *
     * @param index from 0
     * @return the target
     */
    static Target index(int index) {
        return new ClassTarget.Indices(List.of(index));
    }

    /**
     * Several classes by position, in one run.
     *
     * @param indices from 0, in the order wanted
     * @return the target
     */
    static Target indices(int... indices) {
        return new ClassTarget.Indices(Arrays.stream(indices).boxed().toList());
    }

    /**
     * The class of a name, as the model's labels spell it; case is ignored unless it decides between two.
     *
     * <pre>{@code
     * Explainers.gradCam(model).target(Target.label("robin"));
     * }</pre>
     *
     * @param label as the model spells it
     * @return the target
     */
    static Target label(String label) {
        return new ClassTarget.Label(label);
    }

    /**
     * A weighted sum of class scores, by position in the scores.
     *
     * <pre>{@code
     * Explainers.saliency(model).target(Target.weighted(Map.of(7, 1.0, 9, -0.5)));
     * }</pre>
     *
     * @param weights by position in the scores
     * @return the target
     */
    static Target weighted(Map<Integer, Double> weights) {
        return new WeightedTarget(weights);
    }

    /**
     * Why this class rather than that one: the difference of two scores.
     *
     * <pre>{@code
     * Explainers.lime(model).target(Target.contrast("dog", "cat"));
     * }</pre>
     *
     * @param first label or position of the class that is asked for
     * @param second label or position of the class that it is held against
     * @return the target
     */
    static Target contrast(String first, String second) {
        return new ContrastTarget(first, second);
    }

    /**
     * The predicted class against those most like it, {@code Σ_d p_d (s_c − α s_d) / Σ_d p_d} over the {@code count} classes d with
     * the scores nearest to that of c, as Finer-CAM (Zhang et al. 2025) explains.
     *
     * @param count classes that it is held against, at least 1
     * @param strength α, usually 1
     * @return the target
     */
    static Target finer(int count, double strength) {
        return new FinerTarget(predicted(), count, strength);
    }

    /**
     * An object that a detector found, by its number; the surest is 0.
     *
     * <pre>{@code
     * Explainers.named("d-rise", model).target(Target.box(0));
     * }</pre>
     *
     * @param number from 0
     * @return the target
     */
    static Target box(int number) {
        return parse(BoxTarget.PREFIX + number);
    }

    /**
     * The object that a detector found which overlaps a rectangle of the photograph best.
     *
     * @param left column of its left edge, in pixels
     * @param top row of its upper edge
     * @param width its columns, above 0
     * @param height its rows, above 0
     * @return the target; when explained, it is an error if no detected object overlaps the rectangle
     * @throws IllegalArgumentException if it has no extent
     */
    static Target boxAt(double left, double top, double width, double height) {
        return parse(BoxTarget.PLACE + left + "," + top + "," + width + "," + height);
    }

    /**
     * All objects that a detector found with at least this score.
     *
     * @param least score, 0 to 1
     * @return the target
     */
    static Target boxes(double least) {
        return parse(BoxTarget.ALL + ":" + least);
    }

    /**
     * A class of a segmentation where it is predicted: the mean of its scores there.
     *
     * @param label name or position of the class
     * @return the target
     */
    static Target region(String label) {
        return parse(RegionTarget.PREFIX + label);
    }

    /**
     * The likeness of a model's embedding to another: the cosine of the angle between them.
     *
     * @param embedding {@code [K]}, as long as the model's output
     * @return the target
     */
    static Target similarTo(float[] embedding) {
        return SimilarityTarget.cosine(embedding);
    }

    /**
     * The likeness of a model's embedding of a picture to its embedding of another: which parts of one make it like the other.
     *
     * <pre>{@code
     * Explainers.kernelShap(model).target(Target.similarTo(Path.of("other.jpg")));
     * }</pre>
     *
     * @param photograph file of the other picture
     * @return the target
     * @throws xai4j.image.ImageException if it cannot be read
     */
    static Target similarTo(Path photograph) {
        return SimilarityTarget.parse(photograph.toString(), true);
    }

    /**
     * A further output or an inner value of the network: the mean of its numbers.
     *
     * @param name as {@code inspect} lists outputs and layers
     * @return the target
     */
    static Target output(String name) {
        return new ValueTarget(name, List.of());
    }

    /**
     * One channel of a further output or an inner value, or one number of a vector.
     *
     * @param name as {@code inspect} lists outputs and layers
     * @param channel from 0
     * @return the target
     */
    static Target output(String name, int channel) {
        return new ValueTarget(name, List.of(channel));
    }

    /**
     * Any function of a further output or an inner value, whose numbers it is given as one row per image. Its text cannot be parsed
     * again.
     *
     * @param name as {@code inspect} lists outputs and layers
     * @param function of one row of numbers per image
     * @return the target
     */
    static Target output(String name, ScoreFunction function) {
        return new FunctionTarget(name, function);
    }

    /**
     * Any function of the scores; without a derivative for methods that only look at scores. Its text cannot be parsed again.
     *
     * @param function of one row of scores per image
     * @return the target
     */
    static Target function(ScoreFunction function) {
        return new FunctionTarget("", function);
    }

    /**
     * Reads {@code box:0}, {@code box:0,2}, {@code boxes} and {@code boxes:0.5} (objects that a detector found), {@code box@120,80,60,40} (the one that overlaps a rectangle best: left, top, width, height), {@code
     * region:dog}, {@code region:dog@mask.npy} and {@code region:dog@120,80} (a class of a segmentation where it is predicted, over a mask, at a
     * pixel of the photograph), {@code output:NAME} and {@code output:NAME@7} (a further output or inner value), {@code 7}, {@code 7,9}, {@code top:3}, {@code predicted}, {@code dog-cat} or {@code 7-9} (why the first rather than the second), {@code
     * weights:7=1,9=-0.5}, {@code finer:3}, {@code similar:FILE.npy} or {@code similar:PHOTO.jpg} (or {@code similar-dot:}), or a label.
     *
     * @param text as above
     * @return the target; its {@link #text} is read again as an equal one
     * @throws IllegalArgumentException if a number is missing or wrong, or a file cannot be read
     */
    static Target parse(String text) {
        return TargetText.parse(text);
    }
}
