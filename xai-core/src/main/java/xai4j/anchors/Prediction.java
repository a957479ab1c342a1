package xai4j.anchors;

import xai4j.coalition.Game;

/** What an anchor is to hold: the prediction for a picture, and whether it is still made when regions are hidden. */
sealed interface Prediction permits TopClass, ScoreSide {
    /** Classes whose scores the game must have, in order. */
    int[] classes();

    /** The class with the highest score of the whole picture. */
    int top();

    /** Whether the whole picture has what an anchor of the class would hold. */
    boolean holds(int target);

    /** What stays as it is, for people: {@code stays on top}. */
    String kept();

    /**
     * The game of value 1 where the prediction for a class is as for the whole picture and 0 elsewhere.
     *
     * @param scores the scores of {@link #classes()}
     */
    Game game(Game scores, int target);
}
