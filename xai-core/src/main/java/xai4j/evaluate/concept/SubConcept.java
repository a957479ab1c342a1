package xai4j.evaluate.concept;

import java.util.List;

/**
 * What a concept is made of in an earlier layer.
 *
 * @param share of what the concept's pieces say in that layer that this part tells: the sum of its coefficients over that of all parts, 0…1
 * @param crops of the concept's pieces those in which it is strongest, the strongest first, each of another picture
 */
public record SubConcept(double share, List<ConceptCrop> crops) {
    /** Copies the list. */
    public SubConcept {
        crops = List.copyOf(crops);
    }
}
