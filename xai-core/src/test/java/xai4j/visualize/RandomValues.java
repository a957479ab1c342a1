package xai4j.visualize;

import java.util.Random;

/** Seeded values for tests. */
public final class RandomValues {
    private RandomValues() {}

    public static float[] of(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
