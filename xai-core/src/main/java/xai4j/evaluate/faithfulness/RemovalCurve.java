package xai4j.evaluate.faithfulness;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import xai4j.baseline.Baseline;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Measured;
import xai4j.model.Score;

/**
 * How a score moves while an image is taken away, or given back, unit by unit.
 *
 * @param scores from the first to the last image, both ends included
 * @param at share of the pixels that are hidden (or shown), from 0 to 1
 */
record RemovalCurve(List<Double> scores, List<Double> at) {
    /** Hides the units of an order, one step after the other. */
    static RemovalCurve hiding(Judged judged, RemovalOrder order, Baseline fill, Score score) {
        List<BitSet> hidden = order.prefixes();
        return asked(judged, order, hidden, hidden, fill, score);
    }

    /** Shows the units of an order on what the fill gives, one step after the other. */
    static RemovalCurve showing(Judged judged, RemovalOrder order, Baseline fill, Score score) {
        int area = judged.image().input().width() * judged.image().input().height();
        List<BitSet> shown = order.prefixes();
        List<BitSet> hidden = shown.stream()
                .map(set -> {
                    BitSet rest = (BitSet) set.clone();
                    rest.flip(0, area);
                    return rest;
                })
                .toList();
        return asked(judged, order, shown, hidden, fill, score);
    }

    private static RemovalCurve asked(
            Judged judged, RemovalOrder order, List<BitSet> counted, List<BitSet> hidden, Baseline fill, Score score) {
        double[] scores = judged.scores().masked(score, judged.scoreIndex(), fill, hidden);
        return new RemovalCurve(Arrays.stream(scores).boxed().toList(), order.shares(counted));
    }

    /** The area under the curve by the trapezoid rule over the true shares; they span 1, so that it is the mean score. */
    double area() {
        double area = 0;
        for (int i = 1; i < scores.size(); i++) {
            area += (scores.get(i) + scores.get(i - 1)) / 2 * (at.get(i) - at.get(i - 1));
        }
        return area;
    }

    double first() {
        return scores.get(0);
    }

    double last() {
        return scores.get(scores.size() - 1);
    }

    Measured measured(double value) {
        return new Measured(value, scores, at);
    }
}
