package xai4j.evaluate.concept;

import java.util.List;

/**
 * The concepts of one class.
 *
 * @param cls the class, as the model numbers them
 * @param layer whose feature maps were factorised
 * @param earlier the layer in which concepts are divided further, or empty
 * @param pictures how many were looked at, all of them named as of this class
 * @param explained share of the activations' sum of squares that the concepts tell, 0…1
 * @param objectArea mean share of the pictures' area that the object covers, 0…1: what {@link Concept#onObject()} is of crops from anywhere; not a number where no
 *     mask is known
 * @param concepts the most important first; empty where there were too few pictures
 * @param remark what there is to know in words, or empty
 */
public record ClassConcepts(
        int cls,
        String layer,
        String earlier,
        int pictures,
        double explained,
        double objectArea,
        List<Concept> concepts,
        String remark) {
    /** Copies the list. */
    public ClassConcepts {
        concepts = List.copyOf(concepts);
    }

    /**
     * Whether what decides most is hardly ever on the object: the first concept's crops show less than half as much of it as crops from anywhere.
     */
    public boolean offObject() {
        return !concepts.isEmpty() && concepts.get(0).onObject() < objectArea / 2;
    }

    /** Where there is nothing to look for. */
    static ClassConcepts none(int cls, String layer, int pictures, String remark) {
        return new ClassConcepts(cls, layer, "", pictures, Double.NaN, Double.NaN, List.of(), remark);
    }
}
