package xai4j.onnx.grad;

/**
 * How far around a position something looks.
 *
 * @param down rows to either side
 * @param across columns to either side
 */
record Reach(long down, long across) {
    static final Reach NONE = new Reach(0, 0);

    /** Of one thing after another. */
    Reach plus(Reach other) {
        return new Reach(down + other.down, across + other.across);
    }

    /** Of two things beside each other. */
    Reach or(Reach other) {
        return new Reach(Math.max(down, other.down), Math.max(across, other.across));
    }

    /** Along an axis: 0 is down. */
    long along(int axis) {
        return axis == 0 ? down : across;
    }
}
