package xai4j.evaluate.audit;

import java.util.Optional;

/**
 * What a model said of one picture of a data set, and what spoke for it.
 *
 * @param index position in the data set
 * @param name in the data set
 * @param label the class that it is of, as the model numbers them; −1 where the model has no such class
 * @param predicted the class that the model named
 * @param score its score, of the kind that the method explains
 * @param evidence what spoke for the predicted class
 * @param registered the same around the object, where its mask is known
 * @param onObject share of the evidence on the object, 0…1; not a number where its mask is not known or nothing speaks for the class
 * @param onBorder share of the evidence in the frame of an eighth of the picture's side
 * @param inCorners share of the evidence in the four corner squares
 */
public record AuditedPicture(
        int index,
        String name,
        int label,
        int predicted,
        double score,
        EvidenceMap evidence,
        Optional<EvidenceMap> registered,
        double onObject,
        double onBorder,
        double inCorners) {
    /** Whether the model named the class that the picture is of. */
    public boolean right() {
        return label == predicted;
    }
}
