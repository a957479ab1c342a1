package xai4j.prototype;

/**
 * How a squared distance becomes a similarity.
 *
 * @param form the formula
 * @param epsilon for {@link Form#LOG}, what keeps the similarity of distance zero finite
 */
public record Similarity(Form form, double epsilon) {
    /** Formulas of the authors' code. */
    public enum Form {
        /** {@code log((d + 1) / (d + ε))} (Chen et al. 2019). */
        LOG,
        /** {@code −d}. */
        LINEAR
    }

    /** The paper's: logarithmic with ε = 10⁻⁴. */
    public static final Similarity PAPER = new Similarity(Form.LOG, 1e-4);

    /** Checks ε. */
    public Similarity {
        if (form == Form.LOG && !(epsilon > 0 && epsilon < 1)) {
            throw new IllegalArgumentException("epsilon " + epsilon + " of the log similarity is not in (0, 1)");
        }
    }

    /** The similarity of a squared distance, rounded where the network itself rounds: after each sum and the quotient. */
    public float of(float distance) {
        return form == Form.LOG ? (float) Math.log((distance + 1f) / (distance + (float) epsilon)) : -distance;
    }
}
