package xai4j.benchmarks;

import java.util.SplittableRandom;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/** A game with its Shapley values. */
final class KnownGame {
    private final Game game;
    private final double[] values;

    KnownGame(Game game, double[] values) {
        this.game = game;
        this.values = values;
    }

    Game game() {
        return game;
    }

    /** {@code ‖estimate − values‖/‖values‖}. */
    double error(double[] estimate) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < values.length; i++) {
            error += (estimate[i] - values[i]) * (estimate[i] - values[i]);
            norm += values[i] * values[i];
        }
        return Math.sqrt(error / norm);
    }

    /** Every player adds a number, and groups of 2 to {@code largest} add one when complete, which their members share equally. */
    static KnownGame interacting(int players, int groups, int largest, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] own = random.doubles(players, -1, 2).toArray();
        double[] values = own.clone();
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
        return new KnownGame(Game.of(players, 1, masks -> coalitionValues(masks, own, members, bonus)), values);
    }

    private static double[] coalitionValues(MaskBatch masks, double[] own, int[][] members, double[] bonus) {
        double[] coalitionValues = new double[masks.rows()];
        for (int row = 0; row < coalitionValues.length; row++) {
            for (int player = 0; player < own.length; player++) {
                coalitionValues[row] += masks.present(row, player) ? own[player] : 0;
            }
            for (int g = 0; g < bonus.length; g++) {
                coalitionValues[row] += complete(masks, row, members[g]) ? bonus[g] : 0;
            }
        }
        return coalitionValues;
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
