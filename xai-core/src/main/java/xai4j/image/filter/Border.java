package xai4j.image.filter;

/** What a filter sees beyond the border of a picture. */
public enum Border {
    /** The picture mirrored, the outermost pixel twice: {@code … b a | a b c … }. */
    MIRROR {
        @Override
        int at(int index, int length) {
            int folded = Math.floorMod(index, 2 * length);
            return folded < length ? folded : 2 * length - 1 - folded;
        }
    },
    /** The outermost pixel again and again: {@code … a a | a b c … }. */
    REPEAT {
        @Override
        int at(int index, int length) {
            return Math.max(0, Math.min(length - 1, index));
        }
    };

    /** The position inside that stands for one that may be outside. */
    abstract int at(int index, int length);
}
