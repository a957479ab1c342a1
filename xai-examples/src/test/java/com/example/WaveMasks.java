package com.example;

import java.util.SplittableRandom;
import xai4j.coalition.soft.SoftMasks;

// begin masks
/**
 * Waves of any direction.
 *
 * @param length of a wave, as a part of the picture's width
 */
public record WaveMasks(double length) implements SoftMasks {
    @Override
    public String name() {
        return "waves:" + length;
    }

    @Override
    public int limit() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Sized sized(int width, int height, double probability, long seed) {
        double swing = Math.min(probability, 1 - probability);
        return (index, mask) -> {
            SplittableRandom random = new SplittableRandom(31 * seed + index);
            double direction = random.nextDouble(Math.PI);
            double phase = random.nextDouble(2 * Math.PI);
            for (int i = 0; i < mask.length; i++) {
                double along = i % width * Math.cos(direction) + i / width * Math.sin(direction);
                double turn = 2 * Math.PI * along / (length * width) + phase;
                mask[i] = (float) (probability + swing * Math.cos(turn));
            }
        };
    }
}
// end masks
