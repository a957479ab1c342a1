package xai4j.evaluate.audit;

import java.util.List;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * What backgrounds do to a class, measured by exchanging them.
 *
 * @param kept answers of the group that were asked again before other classes' backgrounds, each several times
 * @param lost how many of them changed
 * @param objects pictures of other classes, those most like this one, that were put before the group's backgrounds and before others'
 * @param trials how often, before either kind
 * @param pulled how many became this class before the group's backgrounds
 * @param pulledByOthers how many became it before the backgrounds of other classes
 * @param pValue chance of so many more objects pulled by the group's backgrounds than by others' if backgrounds did not matter (sign test over objects)
 * @param regionKept answers of the group that were asked again without the region in which most of its evidence lies
 * @param regionLost how many of them changed
 */
public record BackgroundTest(
        int kept,
        int lost,
        int objects,
        int trials,
        int pulled,
        int pulledByOthers,
        double pValue,
        int regionKept,
        int regionLost) {
    /** Share of the answers that change before another background; 0 where none was asked. */
    public double hanging() {
        return kept == 0 ? 0 : (double) lost / kept;
    }

    /** By how much the group's backgrounds pull other classes' objects to this class, more than backgrounds do in general; −1…1. */
    public double pull() {
        return trials == 0 ? 0 : (double) (pulled - pulledByOthers) / trials;
    }

    /** Share of the answers that change without the region of most evidence. */
    public double hangingOnRegion() {
        return regionKept == 0 ? 0 : (double) regionLost / regionKept;
    }

    /** The chance of at least so many positive differences among those that are not zero, if either sign is as likely. */
    static double signTest(List<Integer> differences) {
        int up = (int) differences.stream().filter(difference -> difference > 0).count();
        int down = (int) differences.stream().filter(difference -> difference < 0).count();
        return up == 0 ? 1 : BinomialDistribution.of(up + down, 0.5).survivalProbability(up - 1);
    }
}
