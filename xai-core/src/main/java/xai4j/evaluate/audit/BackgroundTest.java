package xai4j.evaluate.audit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import xai4j.numeric.WilsonInterval;

/**
 * What backgrounds do to a class, measured by exchanging them.
 *
 * @param extent how much was asked
 * @param answers of the group that were asked again before other classes' backgrounds
 * @param hanging how many of them changed before a third of those or more
 * @param swaps how often they were asked in all
 * @param lost how often they changed
 * @param objects pictures of other classes, those most like this one, that were put before the group's backgrounds and before others'
 * @param trials how often before the group's
 * @param pulled how many became this class before the group's backgrounds
 * @param pulledByOthers how many of as many became it before the backgrounds of other classes; 0, unasked, where {@code pulled} is 0
 * @param pValue chance of so many more objects pulled by the group's backgrounds than by others' if backgrounds did not matter (sign test over objects)
 * @param shift by how much the group's backgrounds move the class's lead
 * @param regionLost how many of the {@code answers} changed without the region in which half of the group's evidence lies; empty where that was not asked
 * @param usual share of other classes' answers that change before a third of other backgrounds or more; not a number where that was not asked
 * @param alike chance that backgrounds drawn from all pictures look as alike as the group's do (permutation test); 1 where masks are known
 * @param estimated whether where the objects are was estimated for most of the group, no masks being known
 */
public record BackgroundTest(
        Extent extent,
        int answers,
        int hanging,
        int swaps,
        int lost,
        int objects,
        int trials,
        int pulled,
        int pulledByOthers,
        double pValue,
        BackgroundShift shift,
        Optional<Integer> regionLost,
        double usual,
        double alike,
        boolean estimated) {
    /** How much was asked. */
    public enum Extent {
        /** Nothing: no answer could have made a finding, or there are no other backgrounds. */
        NONE,
        /** Each of a few objects before one background of another class, which left no room for a finding. */
        FEW,
        /** The whole test. */
        WHOLE;

        /** The name in words and files. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Nothing was asked. */
    static BackgroundTest none(double alike, boolean estimated) {
        return new BackgroundTest(
                Extent.NONE,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                BackgroundShift.NONE,
                Optional.empty(),
                Double.NaN,
                alike,
                estimated);
    }

    /** Share of the answers that change before a third of other backgrounds or more; 0 where none was asked. */
    public double hangingShare() {
        return answers == 0 ? 0 : (double) hanging / answers;
    }

    /** Where that share lies in all answers of the group (95 %); empty where none was asked. */
    public Optional<WilsonInterval> hangingInterval() {
        return answers == 0 ? Optional.empty() : Optional.of(WilsonInterval.of(hanging, answers));
    }

    /**
     * The chance of at least so many hanging answers if each hung with a probability.
     *
     * @param usual probability, 0…1
     */
    static double chance(int answers, int hanging, double usual) {
        return hanging == 0 ? 1 : BinomialDistribution.of(answers, usual).survivalProbability(hanging - 1);
    }

    /** By how much the group's backgrounds pull other classes' objects to this class, more than backgrounds do in general; −1…1. */
    public double pull() {
        return trials == 0 ? 0 : (double) (pulled - pulledByOthers) / trials;
    }

    /** The chance of at least so many positive differences among those that are not zero, if either sign is as likely. */
    static double signTest(List<Integer> differences) {
        int up = (int) differences.stream().filter(difference -> difference > 0).count();
        int down =
                (int) differences.stream().filter(difference -> difference < 0).count();
        return up == 0 ? 1 : BinomialDistribution.of(up + down, 0.5).survivalProbability(up - 1);
    }
}
