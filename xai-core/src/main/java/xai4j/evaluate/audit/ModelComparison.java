package xai4j.evaluate.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * What changed from one model to another on the same pictures.
 *
 * @param model name of the other
 * @param modelSha256 its fingerprint, or empty
 * @param pictures how many both were asked about
 * @param right how many of them the first knew
 * @param rightOther how many the other knew
 * @param lost positions, in the first's pictures, of right answers that became wrong
 * @param gained positions of wrong answers that became right
 * @param pValue chance of so uneven a change if neither is better (McNemar's exact test)
 * @param meanLikeness how alike the evidence is on the pictures that both name alike, 0…1; not a number where there is none
 * @param moved positions of those whose evidence moved most
 * @param changes per class, those whose evidence moved most first
 * @param findings classes of the other whose answers hang on the background
 * @param remarks what there is to know in words
 */
public record ModelComparison(
        String model,
        String modelSha256,
        int pictures,
        int right,
        int rightOther,
        List<Integer> lost,
        List<Integer> gained,
        double pValue,
        double meanLikeness,
        List<Integer> moved,
        List<ClassChange> changes,
        List<Finding> findings,
        List<String> remarks) {
    private static final int SHOWN = 12;

    /**
     * How the evidence of one class moved.
     *
     * @param cls the class, as the first model numbers them
     * @param pictures how many both named so
     * @param likeness of the evidence on them, 0…1
     * @param onObject mean share on the object for the first; not a number where unknown
     * @param onObjectOther for the other
     */
    public record ClassChange(int cls, int pictures, double likeness, double onObject, double onObjectOther) {}

    /** In words: how alike the reasons are for what both name alike. */
    public String words() {
        return Double.isNaN(meanLikeness)
                ? "no picture is named alike by both, so that there is no evidence to compare"
                : String.format(
                        Locale.ROOT,
                        "on the pictures that both name alike, their evidence is alike to %.0f %%",
                        100 * meanLikeness);
    }

    private record Pair(int position, AuditedPicture first, AuditedPicture other, boolean rightOther, boolean alike) {
        double likeness() {
            return first.evidence().likeness(other.evidence());
        }
    }

    /** Compares two audits of one data set; classes are the same where their names are. */
    static ModelComparison of(AuditResult first, AuditResult other) {
        Map<String, AuditedPicture> byName =
                other.pictures().stream().collect(Collectors.toMap(AuditedPicture::name, Function.identity()));
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < first.pictures().size(); i++) {
            AuditedPicture picture = first.pictures().get(i);
            AuditedPicture its = byName.get(picture.name());
            if (its != null) {
                boolean alike = first.label(picture.predicted()).equalsIgnoreCase(other.label(its.predicted()));
                pairs.add(new Pair(i, picture, its, its.right(), alike));
            }
        }
        List<Integer> lost = positions(pairs, pair -> pair.first().right() && !pair.rightOther());
        List<Integer> gained = positions(pairs, pair -> !pair.first().right() && pair.rightOther());
        List<Pair> alike = pairs.stream().filter(Pair::alike).toList();
        return new ModelComparison(
                other.model(),
                other.modelSha256(),
                pairs.size(),
                (int) pairs.stream().filter(pair -> pair.first().right()).count(),
                (int) pairs.stream().filter(Pair::rightOther).count(),
                lost,
                gained,
                mcNemar(lost.size(), gained.size()),
                alike.stream().mapToDouble(Pair::likeness).average().orElse(Double.NaN),
                alike.stream()
                        .sorted(Comparator.comparingDouble(Pair::likeness))
                        .limit(SHOWN)
                        .map(Pair::position)
                        .toList(),
                changes(alike),
                other.findings(),
                other.remarks());
    }

    private static List<Integer> positions(List<Pair> pairs, Predicate<Pair> wanted) {
        return pairs.stream().filter(wanted).map(Pair::position).toList();
    }

    private static List<ClassChange> changes(List<Pair> alike) {
        return alike.stream().collect(Collectors.groupingBy(pair -> pair.first().predicted())).entrySet().stream()
                .map(entry -> new ClassChange(
                        entry.getKey(),
                        entry.getValue().size(),
                        entry.getValue().stream()
                                .mapToDouble(Pair::likeness)
                                .average()
                                .orElse(0),
                        Means.of(entry.getValue(), pair -> pair.first().onObject()),
                        Means.of(entry.getValue(), pair -> pair.other().onObject())))
                .sorted(Comparator.comparingDouble(ClassChange::likeness).thenComparingInt(ClassChange::cls))
                .toList();
    }

    /** Twice the smaller tail of the binomial distribution, at most 1. */
    static double mcNemar(int lost, int gained) {
        int changed = lost + gained;
        return changed == 0
                ? 1
                : Math.min(1, 2 * BinomialDistribution.of(changed, 0.5).cumulativeProbability(Math.min(lost, gained)));
    }
}
