package xai4j.evaluate.audit;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Means over what is known. */
final class Means {
    private Means() {}

    /** The mean of the values that are numbers; not a number if there are none. */
    static <T> double of(List<T> things, ToDoubleFunction<T> value) {
        return things.stream()
                .mapToDouble(value)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }
}
