package xai4j.evaluate.faithfulness;

import xai4j.baseline.Baseline;
import xai4j.baseline.BaselineOption;
import xai4j.explain.Option;
import xai4j.segment.Segmenter;

/** The options that metrics share which hide what an explanation points at. */
final class RemovalOptions {
    private static final int REGIONS = 100;

    /** How much is hidden at once. */
    static final Option<Integer> STEP = Option.integer(
            "step",
            0,
            0,
            Integer.MAX_VALUE,
            "how many units are hidden from one point of the curve to the next; 0 is a row of pixels, or one region");

    /** What is hidden. */
    static final Option<Units> UNITS = Option.choice(
            "units",
            Units.PIXELS,
            "what is hidden: pixels, cells of the map's own resolution, or regions (the explanation's own, or the segmenter's)");

    /** Regions of explanations that have none. */
    static final Option<Segmenter> SEGMENTER = Option.of(
            "segmenter",
            Segmenter.slic(REGIONS),
            Segmenter::parse,
            Segmenter::toString,
            "regions of explanations that have none, for example slic:100");

    private RemovalOptions() {}

    /** What is seen in place of what is hidden. */
    static Option<Baseline> fill(Baseline byDefault) {
        return BaselineOption.fill(byDefault);
    }
}
