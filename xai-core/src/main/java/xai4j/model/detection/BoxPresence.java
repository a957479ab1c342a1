package xai4j.model.detection;

import java.util.OptionalDouble;

/**
 * Whether an object is still detected: the score of the candidate that overlaps its box best, by a half at least, which is a detection where it reaches
 * the detector's threshold.
 *
 * <p>It has no derivative: it is what a set of regions is asked to hold.
 */
public record BoxPresence(BoxScore found) implements BoxFunction {
    private static final double SAME = 0.5;

    @Override
    public BoundingBox box() {
        return found.box();
    }

    @Override
    public String label() {
        return found.name();
    }

    @Override
    public double value(float[] scores) {
        BoxScore.Best best = found.best(scores, SAME);
        return best.head() == null ? 0 : best.value() / best.overlap();
    }

    @Override
    public OptionalDouble border() {
        return OptionalDouble.of(found.layout().threshold());
    }

    @Override
    public void addGradient(float[] scores, float factor, float[] weights) {
        throw new UnsupportedOperationException("whether an object is detected has no derivative");
    }
}
