package xai4j.anchors;

import xai4j.coalition.Game;

/** What an anchor is to hold: the prediction for a picture, and whether it is still made when regions are hidden. */
sealed interface Prediction permits TopClass, ScoreSide, Statements {
    /** A value of a game above which the prediction holds. */
    double BORDER = 0.5;

    /** Whether a value of a game says that the prediction holds. */
    static boolean holds(double value) {
        return value > BORDER;
    }

    /** The value of a game for a margin by which the prediction holds; a margin of nothing may still hold it. */
    static double value(double margin, boolean holds) {
        return holds ? Math.max(BORDER + margin, Math.nextUp(BORDER)) : Math.min(BORDER + margin, BORDER);
    }

    /** Classes whose scores the game must have, in order. */
    int[] classes();

    /** The class with the highest score of the whole picture. */
    int top();

    /** Whether the whole picture has what an anchor of the class would hold. */
    boolean holds(int target);

    /** What stays as it is, for people: {@code stays on top}. */
    String kept();

    /**
     * The game of a value above {@link #BORDER} where the prediction for a class is as for the whole picture, the more so the surer it is, and of a value up to
     * it elsewhere.
     *
     * @param scores the scores of {@link #classes()}
     */
    Game game(Game scores, int target);
}
