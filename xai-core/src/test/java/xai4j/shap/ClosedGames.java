package xai4j.shap;

import java.util.SplittableRandom;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/** Games of any number of players whose Shapley values are known. */
public final class ClosedGames {
    private ClosedGames() {}

    /** A game and its values. */
    public static final class Known {
        public final Game game;
        public final double[] values;

        Known(Game game, double[] values) {
            this.game = game;
            this.values = values;
        }

        public double[] full() {
            return game.evaluate(MaskBatch.full(game.players(), 1));
        }

        /** Root mean square error over root mean square value. */
        public double normalisedError(double[] estimate) {
            double error = 0;
            double norm = 0;
            for (int i = 0; i < values.length; i++) {
                error += (estimate[i] - values[i]) * (estimate[i] - values[i]);
                norm += values[i] * values[i];
            }
            return Math.sqrt(error / norm);
        }
    }

    /** Every player adds its own number to 0.7. */
    public static Known additive(int players, long seed) {
        double[] value = new SplittableRandom(seed).doubles(players, -1, 2).toArray();
        return new Known(
                Game.of(players, 1, masks -> {
                    double[] result = new double[masks.rows()];
                    for (int row = 0; row < result.length; row++) {
                        double sum = 0.7;
                        for (int i = 0; i < players; i++) {
                            sum += masks.present(row, i) ? value[i] : 0;
                        }
                        result[row] = sum;
                    }
                    return result;
                }),
                value);
    }

    /** An additive game and a number of groups that earn something when complete, which their members share equally. */
    public static Known interacting(int players, int groups, int largest, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Known base = additive(players, random.nextLong());
        double[] values = base.values.clone();
        int[][] members = new int[groups][];
        double[] bonus = new double[groups];
        for (int g = 0; g < groups; g++) {
            members[g] = random.ints(2 + random.nextInt(largest - 1), 0, players)
                    .distinct()
                    .toArray();
            bonus[g] = random.nextDouble(-1.5, 1.5);
            for (int member : members[g]) {
                values[member] += bonus[g] / members[g].length;
            }
        }
        return new Known(
                Game.of(players, 1, masks -> {
                    double[] result = base.game.evaluate(masks);
                    for (int row = 0; row < result.length; row++) {
                        for (int g = 0; g < groups; g++) {
                            result[row] += complete(masks, row, members[g]) ? bonus[g] : 0;
                        }
                    }
                    return result;
                }),
                values);
    }

    private static boolean complete(MaskBatch masks, int row, int[] members) {
        for (int member : members) {
            if (!masks.present(row, member)) {
                return false;
            }
        }
        return true;
    }
}
