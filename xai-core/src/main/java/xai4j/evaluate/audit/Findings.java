package xai4j.evaluate.audit;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import xai4j.evaluate.audit.BackgroundTest.Extent;

/**
 * Which classes hang on the background: those with groups of answers of which far more change before other backgrounds than in other classes, or whose
 * backgrounds pull other classes' objects; and whose backgrounds move the class's lead by a good part of what usually decides, in the answers that need them and in other
 * objects alike. All beyond chance even though so many groups were looked at.
 */
final class Findings {
    private static final double UNLIKELY = 0.01;
    static final double FAR_MORE = 0.3;
    static final double ALIKE = 0.05;
    static final double STRONG_PULL = 0.25;
    /** Pasting alone changes some answers, in any class. */
    static final double LEAST_USUAL = 0.05;

    private final int tests;

    private Findings(List<ClassAudit> classes) {
        this.tests = classes.stream().mapToInt(cls -> cls.groups().size()).sum();
    }

    /** The findings, those of which most answers hang on the background first. */
    static List<Finding> of(List<ClassAudit> classes) {
        Findings findings = new Findings(classes);
        return classes.stream()
                .flatMap(cls -> findings.of(cls).stream())
                .sorted(Comparator.comparingDouble((Finding finding) -> -finding.hanging() * finding.share())
                        .thenComparingInt(Finding::cls))
                .toList();
    }

    private Optional<Finding> of(ClassAudit cls) {
        double usual = usual(cls);
        boolean whole = hangs(cls.groups(), usual);
        List<Integer> groups = IntStream.range(0, cls.groups().size())
                .filter(i -> hangs(cls.groups().get(i).test(), usual)
                        || whole && hangsWithTheOthers(cls.groups().get(i).test(), usual))
                .boxed()
                .toList();
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        List<EvidenceGroup> found = groups.stream().map(cls.groups()::get).toList();
        double share = found.stream().mapToDouble(EvidenceGroup::share).sum();
        int answers = sum(found, BackgroundTest::answers);
        int hanging = sum(found, BackgroundTest::hanging);
        double chance = Math.min(
                chance(answers, hanging, usual),
                found.stream()
                        .mapToDouble(group -> chance(group.test(), usual))
                        .min()
                        .orElse(1));
        return Optional.of(new Finding(
                cls.index(),
                groups,
                share,
                answers == 0 ? 0 : (double) hanging / answers,
                chance,
                sentence(cls, found, share, usual, chance)));
    }

    /** How many answers change before other backgrounds in the other classes, as far as that was asked. */
    private static double usual(ClassAudit cls) {
        return cls.groups().stream()
                .mapToDouble(group -> group.test().usual())
                .filter(Double::isFinite)
                .findFirst()
                .orElse(LEAST_USUAL);
    }

    /**
     * Where the object had to be estimated, parts of it may have been exchanged with the background; then the backgrounds must also look more alike than
     * chance would have it, as those of a shortcut do.
     */
    private boolean hangs(BackgroundTest test, double usual) {
        return test.extent() == Extent.WHOLE
                && isMoved(test.shift())
                && chance(test, usual) < UNLIKELY
                && (!test.estimated() || test.alike() * tests < ALIKE)
                && (test.hangingShare() >= usual + FAR_MORE || test.pull() >= STRONG_PULL);
    }

    /** Whether a class hangs on the background as a whole, though its groups may be too small to show it one by one. */
    private boolean hangs(List<EvidenceGroup> all, double usual) {
        List<EvidenceGroup> groups = all.stream()
                .filter(group -> group.test().extent() == Extent.WHOLE)
                .toList();
        int answers = sum(groups, BackgroundTest::answers);
        int hanging = sum(groups, BackgroundTest::hanging);
        return answers > 0
                && (double) hanging / answers >= usual + FAR_MORE
                && chance(answers, hanging, usual) < UNLIKELY
                && isMoved(BackgroundShift.of(groups))
                && groups.stream()
                        .anyMatch(group ->
                                !group.test().estimated() || group.test().alike() * tests < ALIKE);
    }

    /** Whether a chance is too small to be one, even though so many groups were looked at. */
    static boolean isUnlikely(double chance, int tests) {
        return chance * tests < UNLIKELY;
    }

    /** Where answers change though the class's lead hardly moves, they hang on a thread that any exchange tears. */
    private boolean isMoved(BackgroundShift shift) {
        return shift.decides() && isUnlikely(shift.chance(), tests);
    }

    private static boolean hangsWithTheOthers(BackgroundTest test, double usual) {
        return test.extent() == Extent.WHOLE && test.hangingShare() >= usual + FAR_MORE / 2;
    }

    private double chance(int answers, int hanging, double usual) {
        return Math.min(1, 2 * tests * BackgroundTest.chance(answers, hanging, usual));
    }

    private double chance(BackgroundTest test, double usual) {
        double hanging = test.hangingShare() >= usual + FAR_MORE
                ? BackgroundTest.chance(test.answers(), test.hanging(), usual)
                : 1;
        double pulling = test.pull() >= STRONG_PULL ? test.pValue() : 1;
        // either of two tests, of every group
        return Math.min(1, 2 * tests * Math.min(hanging, pulling));
    }

    private static int sum(List<EvidenceGroup> groups, ToIntFunction<BackgroundTest> count) {
        return groups.stream().mapToInt(group -> count.applyAsInt(group.test())).sum();
    }

    private static String sentence(
            ClassAudit cls, List<EvidenceGroup> groups, double share, double usual, double chance) {
        int answers = sum(groups, BackgroundTest::answers);
        return String.format(
                Locale.ROOT,
                "\"%s\" hangs on the background: %d of its %d answers (%.0f %%) are of such a kind. Of %d that were asked again with"
                        + " the same object before other pictures' backgrounds, %d became another class before a third of them or more (usual here: %.0f %%); and"
                        + " objects of other classes became \"%s\" %d times of %d before its backgrounds, %d times before others'. Its"
                        + " backgrounds are worth %.0f %% of what usually separates the model's first answer from its second. The chance of that without such a bond is"
                        + " below %s.",
                cls.label(),
                groups.stream().mapToInt(group -> group.pictures().size()).sum(),
                cls.named(),
                100 * share,
                answers,
                sum(groups, BackgroundTest::hanging),
                100 * usual,
                cls.label(),
                sum(groups, BackgroundTest::pulled),
                sum(groups, BackgroundTest::trials),
                sum(groups, BackgroundTest::pulledByOthers),
                100 * BackgroundShift.of(groups).answers(),
                power(chance));
    }

    /** The next power of ten above a chance. */
    private static String power(double chance) {
        int exponent = (int) Math.max(-9, Math.min(-2, Math.ceil(Math.log10(Math.max(chance, 1e-12)))));
        return String.format(Locale.ROOT, "%." + -exponent + "f", Math.pow(10, exponent));
    }
}
