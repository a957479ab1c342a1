package xai4j.report;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.AuditedPicture;
import xai4j.evaluate.audit.BackgroundTest;
import xai4j.evaluate.audit.BackgroundTest.Extent;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.ModelComparison;
import xai4j.numeric.WilsonInterval;

/** What was found by an audit, in sentences and figures that all of its pages share. */
final class AuditWords {
    private static final String NONE = "–";
    private static final double OFTEN = 1.0 / 3;
    private static final double NOTHING = 0.05;

    private AuditWords() {}

    /** A share as a percentage, or a dash where it is not known. */
    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f %%", 100 * share) : NONE;
    }

    /** A share with its interval, or a dash where there is nothing to take a share of. */
    static String accuracy(int right, int all) {
        if (all == 0) {
            return NONE;
        }
        WilsonInterval interval = WilsonInterval.of(right, all);
        return String.format(
                Locale.ROOT,
                "%.1f %% (%.0f to %.0f)",
                100 * interval.share(),
                100 * interval.low(),
                100 * interval.high());
    }

    /** What the first page begins with. */
    static String summary(AuditResult result) {
        return known(result) + ". Each answer was explained by " + result.method() + "; "
                + (result.masked() == 0
                        ? "no masks say where the objects are, so that was estimated where it matters."
                        : "where the object is, is known of " + result.masked() + ".");
    }

    private static String known(AuditResult result) {
        int audited = result.pictures().size();
        int nameable = (int) result.pictures().stream()
                .filter(picture -> picture.label() >= 0)
                .count();
        long classes =
                result.classes().stream().filter(cls -> cls.pictures() > 0).count();
        String of = classes + (classes == 1 ? " class" : " classes");
        String share = result.right() + ": " + accuracy(result.right(), nameable);
        return nameable == audited
                ? audited + " pictures of " + of + ", of which it knows " + share
                : "Of " + audited + " pictures " + nameable + " are of " + of + " that it has; of these it knows "
                        + share;
    }

    /** How far it was asked whether answers hang on the background. */
    static String asked(AuditResult result) {
        Map<Extent, Long> kinds = result.classes().stream()
                .flatMap(cls -> cls.groups().stream())
                .collect(Collectors.groupingBy(group -> group.test().extent(), Collectors.counting()));
        long whole = kinds.getOrDefault(Extent.WHOLE, 0L);
        long few = kinds.getOrDefault(Extent.FEW, 0L);
        long none = kinds.getOrDefault(Extent.NONE, 0L);
        return String.format(
                Locale.ROOT,
                "Of %d kinds of answers %d were put to the whole test before other backgrounds, %d were tried with a few exchanges that left no room for a finding, and %d were not asked%s.",
                whole + few + none,
                whole,
                few,
                none,
                none > 0 && result.masked() == 0
                        ? ", since objects are only estimated and these backgrounds look no more alike than any"
                        : "");
    }

    /** What a class's page begins with. */
    static String summary(ClassAudit cls) {
        String known = cls.pictures() == 0
                ? "No picture of the data set is of this class"
                : "Of " + cls.pictures() + " pictures of this class it knows " + cls.right() + ": "
                        + accuracy(cls.right(), cls.pictures());
        if (cls.named() == 0) {
            return known + "; no picture was named so.";
        }
        return known + "; " + cls.named() + (cls.named() == 1 ? " picture was" : " pictures were")
                + " named so. Of the evidence for them, "
                + (Double.isFinite(cls.onObject()) ? percent(cls.onObject()) + " lies on the object, " : "")
                + percent(cls.onBorder())
                + (Double.isFinite(cls.onObject()) ? "" : " lies")
                + " on the border (44 % of the area) and " + percent(cls.inCorners())
                + " in the corners (14 %).";
    }

    /** What a picture is, below it. */
    static String caption(AuditResult result, AuditedPicture picture) {
        String file = picture.name().substring(picture.name().lastIndexOf('/') + 1);
        if (picture.right()) {
            return file;
        }
        String is = picture.label() < 0 ? "" : ", is " + result.label(picture.label());
        return file + ": named " + result.label(picture.predicted()) + is;
    }

    /** The same for who cannot see it. */
    static String alt(AuditResult result, AuditedPicture picture) {
        return String.format(
                Locale.ROOT,
                "%s, named %s; %s of the evidence on the border%s",
                picture.name(),
                result.label(picture.predicted()),
                percent(picture.onBorder()),
                Double.isFinite(picture.onObject()) ? ", " + percent(picture.onObject()) + " on the object" : "");
    }

    /** What happened before other backgrounds. */
    static String tested(BackgroundTest test) {
        return switch (test.extent()) {
            case NONE ->
                test.estimated() && test.alike() < 1
                        ? String.format(
                                Locale.ROOT,
                                "Not asked again before other backgrounds. Where objects are only estimated, that is done for kinds whose backgrounds look alike, as those of a shortcut do;"
                                        + " these look no more alike than those of any pictures (chance %.2g).",
                                test.alike())
                        : "Not asked again before other backgrounds, since there are none.";
            case FEW -> few(test);
            case WHOLE -> whole(test);
        };
    }

    private static String few(BackgroundTest test) {
        return String.format(
                Locale.ROOT,
                "A few were tried: before a background of another class %s. Before these backgrounds %d of %d objects of other classes became this one. %s",
                changed(test),
                test.pulled(),
                test.trials(),
                whyNoMore(test));
    }

    private static String whyNoMore(BackgroundTest test) {
        if (test.hanging() == 0 && test.pulled() == 0) {
            return "Nothing changed, so that no more were asked.";
        }
        if (hangsOnThread(test)) {
            return "They hang on a thread: their own kind of background is worth "
                    + worth(test.shift().answers())
                    + " of what usually separates the model's first answer from its second.";
        }
        return test.estimated()
                ? "That is told to compare with; a finding it could not become, since its backgrounds look no more alike than those of any pictures"
                        + " do."
                : "With what was seen of the class as a whole that leaves no room for a finding.";
    }

    private static String whole(BackgroundTest test) {
        return String.format(
                Locale.ROOT,
                "Asked again with %s before other pictures' backgrounds, %s before a third of them or more (usual here: %s)%s.%s%s",
                test.estimated() ? "the object, as it was estimated," : "the object",
                changed(test),
                percent(test.usual()),
                test.regionLost()
                        .map(lost -> "; without the region of most evidence " + lost + " did")
                        .orElse(""),
                test.trials() == 0 ? "" : pulled(test),
                shifted(test));
    }

    private static String pulled(BackgroundTest test) {
        return String.format(
                Locale.ROOT,
                " Objects of other classes became this one %d times of %d before these backgrounds, %d times before others.",
                test.pulled(),
                test.trials(),
                test.pulledByOthers());
    }

    /** How far the lead moved, which tells what hangs on its background from what hangs on a thread. */
    private static String shifted(BackgroundTest test) {
        return !Double.isFinite(test.shift().answers())
                ? ""
                : String.format(
                        Locale.ROOT,
                        " Its own kind of background is worth %s of what usually separates the model's first answer from its second%s%s.",
                        worth(test.shift().answers()),
                        Double.isFinite(test.shift().others())
                                ? ", and brings other objects nearer by "
                                        + worth(test.shift().others()) + " of it"
                                : "",
                        hangsOnThread(test)
                                ? ": these answers hang on a thread, which most exchanges tear, and not on this background"
                                : "");
    }

    /** Whether answers change often though their background hardly matters. */
    private static boolean hangsOnThread(BackgroundTest test) {
        return Double.isFinite(test.shift().answers()) && !test.shift().decides() && test.hangingShare() >= OFTEN;
    }

    private static String worth(double share) {
        return share < NOTHING ? "next to nothing" : percent(share);
    }

    /** How many answers changed, with the interval of the share. */
    private static String changed(BackgroundTest test) {
        return test.hanging() + " of " + test.answers() + " answers"
                + test.hangingInterval()
                        .map(interval -> String.format(
                                Locale.ROOT, " (%.0f to %.0f %%)", 100 * interval.low(), 100 * interval.high()))
                        .orElse("")
                + " became another class";
    }

    /** How another model's answers and reasons differ. */
    static String summary(AuditResult result, ModelComparison other) {
        return String.format(
                Locale.ROOT,
                "Of %d pictures %s knows %d and %s %d: %d right answers were lost and %d gained (chance of so uneven a change if"
                        + " neither is better: %.2g); %s.",
                other.pictures(),
                result.model(),
                other.right(),
                other.model(),
                other.rightOther(),
                other.lost().size(),
                other.gained().size(),
                other.pValue(),
                other.words());
    }
}
