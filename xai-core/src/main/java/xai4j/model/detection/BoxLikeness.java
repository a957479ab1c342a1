package xai4j.model.detection;

/**
 * How like any candidate of an image is to a detected object, as D-RISE (Petsiuk et al. 2021) measures it: {@code max_c overlap(box_c, box) ·
 * cos(p_c, p) · objectness_c}, where p are the class probabilities. Where the detector has no objectness, the probability of the
 * best class stands in for it.
 *
 * <p>It has no derivative: D-RISE looks at masked pictures only.
 */
public final class BoxLikeness implements BoxFunction {
    private final BoxScore found;
    private final BoxScore.Best itself;
    private final double[] probabilities;
    private final double length;

    private BoxLikeness(BoxScore found, BoxScore.Best itself, double[] probabilities) {
        this.found = found;
        this.itself = itself;
        this.probabilities = probabilities;
        this.length = Math.sqrt(product(probabilities, probabilities));
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
        return new BoxLikeness(found, best, probabilities);
    }

    @Override
    public BoundingBox box() {
        return found.box();
    }

    @Override
    public String label() {
        return found.name();
    }

    /** Looks first at the candidate that was the object itself: beside its likeness few others need be decoded. */
    @Override
    public double value(float[] scores) {
        double[] own = new double[probabilities.length];
        double most = itself.head() == null ? 0 : likeness(itself.head(), scores, itself.candidate(), 0, own);
        for (DetectionHead head : found.layout().heads()) {
            int end = head.candidates();
            RawFloor floor = head.scores().floorOfObjectness(most);
            for (int c = floor.next(scores, 0, end); c < end; c = floor.next(scores, c + 1, end)) {
                double likeness = likeness(head, scores, c, most, own);
                if (likeness > most) {
                    most = likeness;
                    floor = head.scores().floorOfObjectness(most);
                }
            }
        }
        return most;
    }

    /** The likeness of a candidate where that is above a bound; otherwise anything up to the bound. */
    private double likeness(DetectionHead head, float[] raw, int candidate, double least, double[] own) {
        if (head.placesLast() && head.scores().objectness(raw, candidate) <= least) {
            return least;
        }
        double overlap = found.box().overlap(head.box(raw, candidate));
        double bound = overlap > least ? overlap * head.scores().objectness(raw, candidate) : 0;
        return bound > least ? bound * cosine(head, raw, candidate, own) : least;
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
