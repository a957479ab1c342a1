package xai4j.evaluate.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model makes of one class.
 *
 * @param index of the class, as the model numbers them
 * @param label its name
 * @param pictures how many were of this class
 * @param right how many of them the model knew
 * @param named how many pictures, of any class, the model named so
 * @param confusions what it took the others for: class index to count, the most frequent first
 * @param mean evidence of the pictures that it named so; empty where there are none
 * @param registered the same around the object, where masks are known
 * @param onObject mean share of that evidence on the object; not a number where unknown
 * @param onBorder mean share on the border; not a number where nothing was named so
 * @param inCorners mean share in the corners
 * @param groups the pictures that it named so, by likeness of the evidence; one group where they were not divided
 * @param eigenvalues of the graph of explanations, which decided how many groups there are; empty where they were not divided
 * @param grouping in words: how they were divided, or why not
 * @param mostTypical positions of pictures whose evidence is most like the mean
 * @param leastTypical positions of those least like it
 * @param suspicious right answers with the least evidence on the object (or, without masks, least like the mean)
 * @param instructive wrong answers of pictures of this class, the surest first
 */
public record ClassAudit(
        int index,
        String label,
        int pictures,
        int right,
        int named,
        Map<Integer, Integer> confusions,
        Optional<EvidenceMap> mean,
        Optional<EvidenceMap> registered,
        double onObject,
        double onBorder,
        double inCorners,
        List<EvidenceGroup> groups,
        List<Double> eigenvalues,
        String grouping,
        List<Integer> mostTypical,
        List<Integer> leastTypical,
        List<Integer> suspicious,
        List<Integer> instructive) {
    /** Share of its pictures that the model knew; not a number where there are none. */
    public double accuracy() {
        return pictures == 0 ? Double.NaN : (double) right / pictures;
    }
}
