package xai4j.examples.evaluate;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import xai4j.examples.birds.Part;
import xai4j.numeric.SpearmanCorrelation;

/**
 * How well an explanation of one picture agrees with the truth: the scores of Hesse et al. 2023, each between 0 and 1, the higher
 * the better.
 */
final class PartScores {
    /** A change of the score by less than this share of it counts as none. */
    static final double NEGLIGIBLE = 0.05;

    private PartScores() {}

    /**
     * Single deletion: does the order of the parts' importances follow the order of what the model loses without each? Spearman's
     * correlation, moved from [−1, 1] to [0, 1]; 0.5 when the explanation holds all parts for equally important.
     *
     * @return nothing when the model loses equally much without each
     */
    static OptionalDouble singleDeletion(BirdTruth truth, PartImportances importances) {
        return agreement(part -> truth.drop(part, truth.predicted()), importances);
    }

    /** The same with parts exchanged for other species' instead of left out. */
    static OptionalDouble singleExchange(BirdTruth truth, PartImportances importances) {
        return agreement(part -> truth.exchangeDrop(part, truth.predicted()), importances);
    }

    private static OptionalDouble agreement(ToDoubleFunction<Part> drop, PartImportances importances) {
        double[] drops = Part.DISTINCTIVE.stream().mapToDouble(drop).toArray();
        double[] said = Part.DISTINCTIVE.stream().mapToDouble(importances::at).toArray();
        if (Double.isNaN(SpearmanCorrelation.of(drops, drops))) {
            return OptionalDouble.empty();
        }
        double correlation = SpearmanCorrelation.of(drops, said);
        return OptionalDouble.of(Double.isNaN(correlation) ? 0.5 : (correlation + 1) / 2);
    }

    /**
     * Controlled synthetic data check: of the smallest sets of parts that tell the species from all others, the one of which most
     * is called important, and how much of it is.
     */
    static double dataCheck(int species, Set<Part> important) {
        return SufficientParts.minimal(species).stream()
                .mapToDouble(parts ->
                        (double) parts.stream().filter(important::contains).count() / parts.size())
                .max()
                .orElse(0);
    }

    /** Preservation check: does the model name the same species when only the important parts are left? */
    static double preservation(BirdTruth truth, Set<Part> important) {
        Set<Part> others = EnumSet.copyOf(Part.DISTINCTIVE);
        others.removeAll(important);
        return truth.survives(others) ? 1 : 0;
    }

    /** Deletion check: does it name another when they are left out? */
    static double deletion(BirdTruth truth, Set<Part> important) {
        Set<Part> parts = EnumSet.copyOf(Part.DISTINCTIVE);
        parts.retainAll(important);
        return truth.survives(parts) ? 0 : 1;
    }

    /**
     * Distractibility: how many of the parts without which the model loses nothing, the background among them, are not called
     * important.
     *
     * @return nothing when there are no such parts
     */
    static OptionalDouble distractibility(BirdTruth truth, Set<Part> important) {
        Set<Part> irrelevant = irrelevant(truth);
        return irrelevant.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) irrelevant.stream()
                                .filter(part -> !important.contains(part))
                                .count()
                        / irrelevant.size());
    }

    private static Set<Part> irrelevant(BirdTruth truth) {
        int species = truth.predicted();
        Set<Part> irrelevant = EnumSet.noneOf(Part.class);
        Part.DISTINCTIVE.stream()
                .filter(part -> isNegligible(truth.drop(part, species), truth.score(species)))
                .forEach(irrelevant::add);
        List<Double> background = truth.backgroundDrops(species);
        double mean = background.stream().mapToDouble(drop -> drop).average().orElse(0);
        if (isNegligible(mean, truth.score(species))) {
            irrelevant.add(Part.BACKGROUND);
        }
        return irrelevant;
    }

    /** Background independence: the share of the other backgrounds before which the model loses nothing. No word on explanations. */
    static double backgroundIndependence(BirdTruth truth) {
        double score = truth.score(truth.predicted());
        return truth.backgroundDrops(truth.predicted()).stream()
                .mapToDouble(drop -> isNegligible(drop, score) ? 1 : 0)
                .average()
                .orElse(1);
    }

    private static boolean isNegligible(double drop, double score) {
        return drop < NEGLIGIBLE * Math.abs(score);
    }

    /**
     * Target sensitivity: of a bird mixed of two species, are the parts of the first more important for the first, and those of
     * the second for the second? Half a point for each.
     */
    static double targetSensitivity(
            Set<Part> ofFirst, Set<Part> ofSecond, PartImportances forFirst, PartImportances forSecond) {
        return (forFirst.sum(ofFirst) > forSecond.sum(ofFirst) ? 0.5 : 0)
                + (forSecond.sum(ofSecond) > forFirst.sum(ofSecond) ? 0.5 : 0);
    }
}
