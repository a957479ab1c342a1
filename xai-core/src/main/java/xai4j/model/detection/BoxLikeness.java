package xai4j.model.detection;

/**
 * How like any candidate of an image is to a detected object, as D-RISE (Petsiuk et al. 2021) measures it: {@code max_c overlap(box_c, box) ·
 * cos(p_c, p) · objectness_c}, where p are the class probabilities. Where the detector has no objectness, the probability of the
 * best class stands in for it.
 *
 * <p>It has no derivative: D-RISE looks at masked pictures only.
 */
public final class BoxLikeness implements BoxFunction {
    private final DetectionLayout layout;
    private final BoundingBox box;
    private final double[] probabilities;
    private final double length;
    private final String name;

    private BoxLikeness(DetectionLayout layout, BoundingBox box, double[] probabilities, String name) {
        this.layout = layout;
        this.box = box;
        this.probabilities = probabilities;
        this.length = Math.sqrt(product(probabilities, probabilities));
        this.name = name;
    }

    /**
     * Likeness to what a box score's own image shows there.
     *
     * @param raw the raw outputs for the image on which the box was found
     */
    public static BoxLikeness of(BoxScore found, float[] raw) {
        BoxScore.Best best = found.best(raw, 0);
        double[] probabilities =
                best.head() == null ? new double[0] : probabilities(best.head(), raw, best.candidate());
        return new BoxLikeness(found.layout(), found.box(), probabilities, found.name());
    }

    @Override
    public BoundingBox box() {
        return box;
    }

    @Override
    public String label() {
        return name;
    }

    @Override
    public double value(float[] scores) {
        double most = 0;
        double[] own = new double[probabilities.length];
        for (DetectionHead head : layout.heads()) {
            for (int candidate = 0; candidate < head.candidates(); candidate++) {
                double overlap = box.overlap(head.box(scores, candidate));
                double bound = overlap > most ? overlap * head.scores().objectness(scores, candidate) : 0;
                if (bound > most) {
                    most = Math.max(most, bound * cosine(head, scores, candidate, own));
                }
            }
        }
        return most;
    }

    @Override
    public void addGradient(float[] scores, float factor, float[] weights) {
        throw new UnsupportedOperationException("the likeness of D-RISE has no derivative");
    }

    private double cosine(DetectionHead head, float[] raw, int candidate, double[] own) {
        read(head, raw, candidate, own);
        double lengths = length * Math.sqrt(product(own, own));
        return lengths > 0 ? product(own, probabilities) / lengths : 0;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static double[] probabilities(DetectionHead head, float[] raw, int candidate) {
        double[] probabilities = new double[head.scores().count()];
        read(head, raw, candidate, probabilities);
        return probabilities;
    }

    private static void read(DetectionHead head, float[] raw, int candidate, double[] into) {
        head.scores().probabilities(raw, candidate, into);
        for (int k = 0; k < into.length; k++) {
            into[k] = Math.max(0, into[k]);
        }
    }
}
