package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.List;
import xai4j.image.PreparedImage;
import xai4j.model.Model;

/**
 * Explains what a model says of an image. Immutable and safe for several threads: changing an option gives a new explainer.
 *
 * @param <E> what it returns
 */
public interface Explainer<E extends Explanation> {
    /** Registered name of the method, for example {@code grad-cam}. */
    String method();

    /** The model that is explained. */
    Model model();

    /** All options and their values. */
    Options options();

    /**
     * This explainer with one option changed, by name and text as on the command line.
     *
     * @throws IllegalArgumentException if the option is unknown or does not allow the value
     */
    Explainer<E> set(String option, String value);

    /** This explainer for other classes. */
    Explainer<E> target(Target target);

    /** This explainer with a listener for the progress of long work. */
    Explainer<E> onProgress(Progress progress);

    /**
     * Explains a prepared model input.
     *
     * @throws IllegalArgumentException if a target or layer does not exist
     * @throws xai4j.model.ModelException if the model fails or its scores are not finite
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; its interrupt flag stays set
     */
    E explain(PreparedImage image);

    /** Prepares a photograph as the model's spec says and explains it. */
    default E explain(BufferedImage photograph) {
        return explain(model().spec().prepare(photograph));
    }

    /** Explains several photographs, in order. */
    default List<E> explainAll(List<BufferedImage> photographs) {
        return photographs.stream().map(this::explain).toList();
    }
}
