package xai4j.evaluate.audit;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;
import xai4j.numeric.StudentT;

/**
 * By how much backgrounds of one kind move a class's lead (its logit less the highest other one), where the same objects before other classes' backgrounds are the control, to which pasting does the
 * same. The unit is what usually separates the model's first class from its second: an answer that changes although the lead hardly moved hung on a thread, and not on its
 * background.
 *
 * @param answers by how much more the group's own answers lead before backgrounds of the group; not a number where that was not asked
 * @param others by how much nearer objects of other classes come to leading before backgrounds of the group; not a number where that was not asked
 * @param chance of both if the kind of background did not matter (paired t-tests over objects, the larger of two), 0…1
 */
public record BackgroundShift(double answers, double others, double chance) {
    /** Where nothing was asked. */
    static final BackgroundShift NONE = new BackgroundShift(Double.NaN, Double.NaN, 1);

    /** A third of the usual lead; an answer hangs, too, that changes before a third of other backgrounds. */
    private static final double DECIDES = 1.0 / 3;

    /** Half of that, since other classes' objects speak against it by what they look like. */
    private static final double PULLS = DECIDES / 2;

    /**
     * From the differences of leads.
     *
     * @param answers of the group's answers, each before its own kind of background less before others
     * @param others of objects of other classes, each before the group's backgrounds less before others
     * @param unit the usual lead
     */
    static BackgroundShift of(List<Double> answers, List<Double> others, double unit) {
        return answers.isEmpty() || !(unit > 0)
                ? NONE
                : new BackgroundShift(
                        mean(answers) / unit, mean(others) / unit, Math.max(chance(answers), chance(others)));
    }

    /** Of several groups together, each counted as its answers are. */
    static BackgroundShift of(List<EvidenceGroup> groups) {
        double answers = 0;
        double others = 0;
        double chance = 1;
        int weight = 0;
        for (EvidenceGroup group : groups) {
            BackgroundShift shift = group.test().shift();
            int counted = group.test().answers();
            answers += counted * known(shift.answers);
            others += counted * known(shift.others);
            chance = Math.min(chance, shift.chance);
            weight += counted;
        }
        return new BackgroundShift(answers / weight, others / weight, chance);
    }

    /** Whether backgrounds of this kind take part in deciding: they are needed by the class's answers, and bring other objects nearer. */
    public boolean decides() {
        return answers >= DECIDES && others >= PULLS;
    }

    /** What was not asked counts for nothing. */
    private static double known(double shift) {
        return Double.isFinite(shift) ? shift : 0;
    }

    /** Whether what was seen of a few of a group's answers leaves no room for its background's being needed. */
    static boolean rulesOutAnswers(List<Double> answers, double unit) {
        return high(answers) < DECIDES * unit;
    }

    /** Whether what was seen of a few objects of other classes leaves no room for the background's bringing them nearer. */
    static boolean rulesOutOthers(List<Double> others, double unit) {
        return high(others) < PULLS * unit;
    }

    private static double mean(List<Double> differences) {
        return differences.stream().mapToDouble(one -> one).average().orElse(Double.NaN);
    }

    private static double standardError(List<Double> differences) {
        int count = differences.size();
        double mean = mean(differences);
        double squares = IntStream.range(0, count)
                .mapToDouble(i -> differences.get(i) - mean)
                .map(off -> off * off)
                .sum();
        return Math.sqrt(squares / (count - 1) / count);
    }

    /** The upper end of the mean's 95 % interval; without bound for fewer than two. */
    private static double high(List<Double> differences) {
        int count = differences.size();
        return count < 2
                ? Double.POSITIVE_INFINITY
                : mean(differences) + StudentT.INTERVAL * StudentT.inflation(count - 1.0) * standardError(differences);
    }

    /** The chance of so high a mean if differences of either sign were alike; 1 for fewer than two. */
    static double chance(List<Double> differences) {
        if (differences.size() < 2) {
            return 1;
        }
        double mean = mean(differences);
        double error = standardError(differences);
        if (error == 0) {
            return mean > 0 ? 0 : 1;
        }
        return TDistribution.of(differences.size() - 1.0).survivalProbability(mean / error);
    }
}
