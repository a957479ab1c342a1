package xai4j.shap.kernel;

import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/** Shapley values by their definition, from every coalition: {@code φ_i = Σ_S |S|!(M−|S|−1)!/M! (v(S+i) − v(S))} over S without i. */
final class ShapleyTable {
    /** Coalitions played at a time. */
    private static final int CHUNK = 1 << 15;

    private final int players;
    private final double[][] values;
    private final double[] gainWeights;

    ShapleyTable(int players, int targets) {
        this.players = players;
        this.values = new double[targets][players];
        this.gainWeights = new double[players + 1];
        double weight = 1.0 / players;
        for (int size = 0; size < players; size++) {
            gainWeights[size] = weight;
            weight = weight * (size + 1) / Math.max(1, players - size - 1);
        }
    }

    /**
     * Plays all coalitions but the grand one.
     *
     * @param full the grand coalition's value {@code [T]}
     * @throws IllegalArgumentException if the game ended before
     */
    static double[][] values(Game game, double[] full) {
        ShapleyTable table = new ShapleyTable(game.players(), game.targets());
        int last = (1 << game.players()) - 1;
        for (int from = 0; from < last; from += CHUNK) {
            int to = Math.min(last, from + CHUNK);
            MaskBatch masks = MaskBatch.empty(game.players(), to - from);
            for (int row = from; row < to; row++) {
                masks.setWord(row - from, 0, row);
            }
            double[] coalitionValues = game.evaluate(masks);
            if (coalitionValues.length < masks.rows() * full.length) {
                throw new IllegalArgumentException("the budget ended before all coalitions were scored");
            }
            table.add(masks, coalitionValues, full);
        }
        return table.values;
    }

    /** Adds coalitions; values count relative to the grand coalition's, which therefore adds nothing itself. */
    void add(MaskBatch masks, double[] coalitionValues, double[] full) {
        for (int row = 0; row < masks.rows(); row++) {
            int size = masks.size(row);
            double joined = size == 0 ? 0 : gainWeights[size - 1];
            double left = gainWeights[size];
            for (int t = 0; t < full.length; t++) {
                double value = coalitionValues[row * full.length + t] - full[t];
                for (int player = 0; player < players; player++) {
                    values[t][player] += value * (masks.present(row, player) ? joined : -left);
                }
            }
        }
    }
}
