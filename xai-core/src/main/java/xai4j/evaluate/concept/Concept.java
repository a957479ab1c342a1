package xai4j.evaluate.concept;

import java.util.List;

/**
 * What recurs in the pictures that a model names as of one class.
 *
 * @param importance total Sobol index of the concept for the class's score, the mean over the pictures: the share of the score's variance in which it takes part when
 *     all concepts are dimmed at random, 0…1 up to the error of sampling
 * @param standardError of the importance over the pictures; not a number where there is only one
 * @param onObject mean share of its crops' area that lies on the object, 0…1; not a number where no mask is known
 * @param crops where it is strongest, the strongest first, each of another picture
 * @param parts what it is made of in an earlier layer, the most important first; empty where that is not known
 */
public record Concept(
        double importance, double standardError, double onObject, List<ConceptCrop> crops, List<SubConcept> parts) {
    /** Copies the lists. */
    public Concept {
        crops = List.copyOf(crops);
        parts = List.copyOf(parts);
    }
}
