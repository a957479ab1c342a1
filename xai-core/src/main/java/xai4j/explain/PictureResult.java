package xai4j.explain;

import java.util.Optional;

/**
 * What became of one picture of many: an explanation or a failure.
 *
 * @param name of the picture
 * @param explanation empty where there is a failure
 * @param failure why there is no explanation: a file that cannot be read, a target that does not exist, a model that failed
 * @param <E> explanation
 */
public record PictureResult<E extends Explanation>(
        String name, Optional<E> explanation, Optional<RuntimeException> failure) {
    /** The explanation, or the exception that kept it from being made. */
    public E get() {
        return explanation.orElseThrow(failure::orElseThrow);
    }
}
