package xai4j.evaluate.concept;

import java.util.List;

/**
 * What a concept is made of in an earlier layer.
 *
 * @param share of what the concept's pieces say in that layer that this part tells: the sum of its coefficients over that of all parts, 0…1
 * @param importance total Sobol index of this part for the class's score within the concept, the mean over its strongest pieces: the share of the score's variance in which it
 *     takes part when the parts of a piece are dimmed at random, 0…1 up to the error of sampling; not a number where the model cannot be asked about other values of that layer, or where the
 *     concept takes part in less than a twentieth itself
 * @param crops of the concept's pieces those in which it is strongest, the strongest first, each of another picture
 */
public record SubConcept(double share, double importance, List<ConceptCrop> crops) {
    /** Copies the list. */
    public SubConcept {
        crops = List.copyOf(crops);
    }
}
