package xai4j.explain;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /**
     * Explains many photographs: read, prepared and explained on all processors, one picture a thread, with the results in the stream's order. What goes wrong
     * with a picture is its result. Memory does not grow with their number: results are made as they are taken. Close the stream when not all are.
     *
     * <pre>{@code
     * List<Path> files = ImageFolder.files(folder);
     * try (Stream<PictureResult<SaliencyMap>> maps = Explainers.gradCam(model).explainAll(files.stream().map(PictureSource::of))) {
     *     maps.forEach(result -> System.out.println(result));
     * }
     * }</pre>
     */
    default Stream<PictureResult<E>> explainAll(Stream<PictureSource> pictures) {
        ManyPictures many = ManyPictures.of(List.of(this));
        return many.map(pictures, source -> many.result(this, source));
    }

    /** Explains several photographs on all processors, in order. */
    default List<E> explainAll(List<BufferedImage> photographs) {
        Stream<PictureSource> sources = IntStream.range(0, photographs.size())
                .mapToObj(i -> new PictureSource(Integer.toString(i), () -> photographs.get(i)));
        try (Stream<PictureResult<E>> results = explainAll(sources)) {
            return results.map(PictureResult::get).toList();
        }
    }
}
