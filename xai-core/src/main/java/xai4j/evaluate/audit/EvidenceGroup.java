package xai4j.evaluate.audit;

import java.util.List;

/**
 * Pictures that a model names as of one class for alike reasons.
 *
 * @param pictures positions in {@link AuditResult#pictures()}, the most typical first
 * @param share of the class's answers, 0…1
 * @param mean evidence of its pictures
 * @param onObject mean share of the evidence on the object; not a number where no mask is known
 * @param onBorder mean share on the border
 * @param inCorners mean share in the corners
 * @param test what happens when backgrounds are exchanged
 */
public record EvidenceGroup(
        List<Integer> pictures,
        double share,
        EvidenceMap mean,
        double onObject,
        double onBorder,
        double inCorners,
        BackgroundTest test) {
    /** Copies the list. */
    public EvidenceGroup {
        pictures = List.copyOf(pictures);
    }
}
