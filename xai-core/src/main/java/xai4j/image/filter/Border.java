package xai4j.image.filter;

/** What lies beyond the border of a picture. */
public enum Border {
    /** The picture mirrored, the outermost pixel twice: {@code b a | a b c | c b}. */
    MIRROR {
        @Override
        public int inside(int position, int size) {
            int folded = Math.floorMod(position, 2 * size);
            return folded < size ? folded : 2 * size - 1 - folded;
        }
    },
    /** The picture mirrored, the outermost pixel once: {@code c b | a b c | b a}. */
    REFLECT {
        @Override
        public int inside(int position, int size) {
            if (size == 1) {
                return 0;
            }
            int folded = Math.floorMod(position, 2 * size - 2);
            return folded < size ? folded : 2 * size - 2 - folded;
        }
    },
    /** The outermost pixel again and again: {@code a a | a b c | c c}. */
    REPEAT {
        @Override
        public int inside(int position, int size) {
            return Math.max(0, Math.min(size - 1, position));
        }
    },
    /** The picture again from its other side: {@code b c | a b c | a b}. */
    WRAP {
        @Override
        public int inside(int position, int size) {
            return Math.floorMod(position, size);
        }
    };

    /** The position inside {@code [0, size)} that stands for one that may be beyond the border. */
    public abstract int inside(int position, int size);
}
