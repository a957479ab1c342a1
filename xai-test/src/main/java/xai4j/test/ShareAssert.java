package xai4j.test;

import java.util.Locale;
import xai4j.evaluate.TruthMask;

/** A sentence about a share of the evidence; each returns to the explanation. */
public final class ShareAssert {
    private final ExplanationAssert explanation;
    private final double share;
    private final String what;
    private final TruthMask.Place place;

    ShareAssert(ExplanationAssert explanation, double share, String what, TruthMask.Place place) {
        this.explanation = explanation;
        this.share = share;
        this.what = what;
        this.place = place;
    }

    /** It is above a share in [0, 1]. */
    public ExplanationAssert isGreaterThan(double least) {
        return check(share > least, "more than " + percent(least));
    }

    /** It is a share in [0, 1] or more. */
    public ExplanationAssert isAtLeast(double least) {
        return check(share >= least, "at least " + percent(least));
    }

    /** It is below a share in [0, 1]. */
    public ExplanationAssert isLessThan(double most) {
        return check(share < most, "less than " + percent(most));
    }

    /** It lies between two shares in [0, 1]. */
    public ExplanationAssert isBetween(double least, double most) {
        return check(share >= least && share <= most, "between " + percent(least) + " and " + percent(most));
    }

    private ExplanationAssert check(boolean holds, String expected) {
        if (!holds) {
            throw explanation.failedIn(place, "expected %s %s, found %s", expected, what, percent(share));
        }
        return explanation;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
