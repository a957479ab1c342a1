package xai4j.prototype.modification;

/** What lies beyond the border of a picture. */
public enum Border {
    /** The picture mirrored, the outermost pixel not repeated. */
    REFLECT,
    /** The picture again from its other side, as in the authors' code; what leaves on one side comes in on the other. */
    WRAP;

    /** The position inside {@code [0, size)} that a position beyond the border stands for. */
    int inside(int position, int size) {
        if (this == WRAP) {
            return Math.floorMod(position, size);
        }
        if (size == 1) {
            return 0;
        }
        int folded = Math.floorMod(position, 2 * size - 2);
        return folded < size ? folded : 2 * size - 2 - folded;
    }
}
