package xai4j.djl.tensorflow;

import java.util.List;
import java.util.stream.Collectors;
import xai4j.model.ModelException;

/** How large one value of a graph may be for one picture, so that a file of a few bytes cannot ask for all memory. */
final class ValueLimit {
    private static final String PROPERTY = "xai4j.tensorflow.value-bytes";
    private static final long DEFAULT = 2L << 30;

    private ValueLimit() {}

    /**
     * Lets a value pass that is not too large.
     *
     * @throws ModelException naming the value, its size, the limit and the property that raises it
     */
    static void require(String file, String value, List<Long> extents, long bytes) {
        long limit = Long.getLong(PROPERTY, DEFAULT);
        if (bytes > limit) {
            throw new ModelException(file + ": the value " + value + " of "
                    + extents.stream().map(String::valueOf).collect(Collectors.joining(" × "))
                    + " numbers needs more than the " + limit + " bytes that one value may have; the system property "
                    + PROPERTY + " raises the limit");
        }
    }
}
