package xai4j.numeric;

/**
 * What an epoch of a training came to on pictures held out, by which one is chosen.
 *
 * @param right how many were told right
 * @param pictures how many there are
 * @param loss mean of them
 */
public record Validation(int right, int pictures, double loss) {
    boolean isBetterThan(Validation other) {
        return right > other.right || right == other.right && loss < other.loss;
    }

    /** The accuracy, with the ends of its interval. */
    public WilsonInterval accuracy() {
        return WilsonInterval.of(right, pictures);
    }
}
