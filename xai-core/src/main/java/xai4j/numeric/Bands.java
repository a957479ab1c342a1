package xai4j.numeric;

import java.util.List;
import java.util.stream.IntStream;

/** Work on a picture shared out to threads in bands that do not depend on their number, so that the bits do not either. */
public final class Bands {
    private static final int COUNT = 8;
    private static final int HALVES = 2;

    private Bands() {}

    /** Work on a range. */
    @FunctionalInterface
    public interface Work {
        /** Does it for {@code from ≤ i < to}. */
        void on(int from, int to);
    }

    /** Work on a range that adds to a result anywhere. */
    @FunctionalInterface
    public interface Adding {
        /** Does it for {@code from ≤ i < to}. */
        void on(int from, int to, float[] result);
    }

    /** Does work on 0 … size−1, whose parts touch nothing in common. */
    public static void run(int size, Work work) {
        IntStream.range(0, COUNT).parallel().forEach(band -> work.on(size * band / COUNT, size * (band + 1) / COUNT));
    }

    /** Adds up what two halves of the work add. */
    public static float[] sum(int size, int length, Adding work) {
        List<float[]> halves = IntStream.range(0, HALVES)
                .parallel()
                .mapToObj(half -> {
                    float[] result = new float[length];
                    work.on(size * half / HALVES, size * (half + 1) / HALVES, result);
                    return result;
                })
                .toList();
        float[] sum = halves.get(0);
        float[] other = halves.get(1);
        for (int i = 0; i < length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }
}
