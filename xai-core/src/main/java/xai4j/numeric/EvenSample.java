package xai4j.numeric;

import java.util.List;
import java.util.stream.IntStream;

/** A sample of a list that is spread over it: nothing is drawn, so that the same list gives the same. */
public final class EvenSample {
    private EvenSample() {}

    /** At most so many, in the order of the list; the first is among them. */
    public static <T> List<T> of(List<T> all, int most) {
        int taken = Math.min(most, all.size());
        return IntStream.range(0, taken)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / taken)))
                .toList();
    }
}
