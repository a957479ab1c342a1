package xai4j.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import xai4j.anchors.Anchor;
import xai4j.anchors.AnchorRule;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.nbdt.DecisionPath;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/** What one picture of an explanation shows, in a sentence: for who cannot see it, and for who wants to be sure of having seen it right. */
public final class AnswerSentence {
    private static final String[] DOWN = {"upper", "middle", "lower"};
    private static final String[] ACROSS = {"left", "centre", "right"};
    private static final double HALF = 0.5;

    private AnswerSentence() {}

    /** The sentence of one target. */
    public static String of(Explanation explanation, int target) {
        return head(explanation, target) + ": " + body(explanation, target) + ".";
    }

    private static String head(Explanation explanation, int target) {
        ExplainedTarget explained = explanation.targets().get(target);
        return String.format(
                Locale.ROOT,
                "%s for %s (%s)",
                explanation.provenance().method(),
                explained.label(),
                score(explanation, explained));
    }

    /** What is explained, as a number with its kind. */
    static String score(Explanation explanation, ExplainedTarget target) {
        String kind = target.index() == ExplainedTarget.NO_CLASS
                ? "score"
                : explanation.provenance().score().name().toLowerCase(Locale.ROOT);
        return String.format(Locale.ROOT, "%s %.4g", kind, target.score());
    }

    private static String body(Explanation explanation, int target) {
        if (explanation instanceof SaliencyMap map) {
            return ofMap(map, target);
        }
        if (explanation instanceof SegmentAttribution regions) {
            return ofRegions(regions, target);
        }
        if (explanation instanceof Anchor anchor) {
            return ofAnchor(anchor, anchor.rules().get(target));
        }
        return explanation instanceof DecisionPath path
                ? path.sentence(target)
                : "see the picture and the numbers beside it";
    }

    private static String ofMap(SaliencyMap map, int target) {
        Tensor plane = map.plane(target);
        double[] positive = positive(plane.toArray());
        if (Arrays.stream(positive).sum() == 0) {
            return "nothing speaks for it";
        }
        int peak = loudest(positive);
        int width = plane.shape().dim(1);
        double x = (peak % width + HALF) / width * map.inputWidth();
        int row = peak / width;
        double y = (row + HALF) / plane.shape().dim(0) * map.inputHeight();
        return String.format(
                Locale.ROOT,
                "what speaks for it is strongest in the %s of what the model sees, and half of it lies on %.0f %% of that",
                place(x / map.inputWidth(), y / map.inputHeight()),
                100.0 * holdingHalf(positive) / positive.length);
    }

    private static String ofRegions(SegmentAttribution why, int target) {
        double[] positive = positive(why.values().row(target).toArray());
        if (Arrays.stream(positive).sum() == 0) {
            return "no region speaks for it";
        }
        int loudest = loudest(positive);
        return String.format(
                Locale.ROOT,
                "the region that speaks loudest for it is number %d in the %s (%+.3g), and %d of %d regions hold half of what"
                        + " speaks for it",
                loudest,
                place(why.segmentation(), loudest),
                positive[loudest],
                holdingHalf(positive),
                positive.length);
    }

    private static String ofAnchor(Anchor anchor, AnchorRule rule) {
        String held = rule.held(anchor.segmentation().count());
        if (rule.isNone()) {
            return held;
        }
        return String.format(
                Locale.ROOT,
                "%s, with precision %.3f (%.3f to %.3f) and coverage %.3f",
                held,
                rule.precision(),
                rule.low(),
                rule.high(),
                rule.coverage());
    }

    private static double[] positive(float... values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.max(0, values[i]))
                .toArray();
    }

    private static int loudest(double... values) {
        return IntStream.range(0, values.length).reduce(0, (a, b) -> values[b] > values[a] ? b : a);
    }

    /** How many of the largest hold half of the sum. */
    private static int holdingHalf(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double left = Arrays.stream(sorted).sum() * HALF;
        int count = 0;
        while (left > 0 && count < sorted.length) {
            left -= sorted[sorted.length - 1 - count];
            count++;
        }
        return count;
    }

    private static String place(Segmentation regions, int region) {
        int[] ids = regions.ids();
        int width = regions.width();
        int[] pixels =
                IntStream.range(0, ids.length).filter(i -> ids[i] == region).toArray();
        double x = Arrays.stream(pixels)
                        .mapToDouble(i -> i % width + HALF)
                        .average()
                        .orElse(0)
                / width;
        double y = Arrays.stream(pixels).map(i -> i / width).average().orElse(0) + HALF;
        return place(x, y / regions.height());
    }

    /** In which ninth of the picture a point lies, both axes 0…1. */
    private static String place(double x, double y) {
        String down = DOWN[third(y)];
        String across = ACROSS[third(x)];
        return down.equals("middle") && across.equals("centre") ? "centre" : down + " " + across;
    }

    private static int third(double at) {
        return (int) Math.max(0, Math.min(2, Math.floor(at * 3)));
    }
}
