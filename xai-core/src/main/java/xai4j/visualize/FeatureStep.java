package xai4j.visualize;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Supplier;

/** One step of the ascent, for those who watch. */
public final class FeatureStep {
    private final int number;
    private final int steps;
    private final double objective;
    private final boolean zoomed;
    private final Supplier<List<BufferedImage>> draw;

    FeatureStep(int number, int steps, double objective, boolean zoomed, Supplier<List<BufferedImage>> draw) {
        this.number = number;
        this.steps = steps;
        this.objective = objective;
        this.zoomed = zoomed;
        this.draw = draw;
    }

    /** Number of the step, from 0. */
    public int number() {
        return number;
    }

    /** Steps in all. */
    public int steps() {
        return steps;
    }

    /** Mean value of the objective over the pictures, as transformed for this step. */
    public double objective() {
        return objective;
    }

    /** Whether the pictures are enlarged after this step. */
    public boolean isZoomed() {
        return zoomed;
    }

    /** The pictures before the step, drawn when asked for during the step. */
    public List<BufferedImage> pictures() {
        return draw.get();
    }
}
