package xai4j.benchmarks;

import de.viadee.xai.anchor.algorithm.AnchorConstructionBuilder;
import de.viadee.xai.anchor.algorithm.AnchorResult;
import de.viadee.xai.anchor.algorithm.DataInstance;
import de.viadee.xai.anchor.algorithm.NoCandidateFoundException;
import de.viadee.xai.anchor.algorithm.PerturbationFunction.PerturbationResultImpl;
import java.util.Set;
import java.util.SplittableRandom;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;

/** AnchorJ on a game of value 1 where the prediction holds: players not fixed are present by the toss of a coin. */
final class AnchorRival {
    private AnchorRival() {}

    /** Which players are present. */
    private record Coalition(boolean[] present) implements DataInstance<boolean[]> {
        @Override
        public boolean[] getInstance() {
            return present.clone();
        }

        @Override
        public int getFeatureCount() {
            return present.length;
        }
    }

    /** The anchor that it finds with its default settings. */
    static AnchorResult<?> find(Game game, long seed) throws NoCandidateFoundException {
        int players = game.players();
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] all = new boolean[players];
        java.util.Arrays.fill(all, true);
        return new AnchorConstructionBuilder<>(
                        coalition -> holds(game, coalition),
                        (fixed, count) -> perturbed(players, fixed, count, random),
                        new Coalition(all),
                        1)
                .build()
                .constructAnchor();
    }

    private static int holds(Game game, Coalition coalition) {
        MaskBatch mask = MaskBatch.empty(coalition.getFeatureCount(), 1);
        for (int player = 0; player < mask.players(); player++) {
            mask.set(0, player, coalition.present()[player]);
        }
        return game.evaluate(mask)[0] > 0.5 ? 1 : 0;
    }

    private static PerturbationResultImpl<Coalition> perturbed(
            int players, Set<Integer> fixed, int count, SplittableRandom random) {
        Coalition[] coalitions = new Coalition[count];
        boolean[][] changed = new boolean[count][players];
        for (int i = 0; i < count; i++) {
            boolean[] present = new boolean[players];
            for (int player = 0; player < players; player++) {
                present[player] = fixed.contains(player) || random.nextBoolean();
                changed[i][player] = !present[player];
            }
            coalitions[i] = new Coalition(present);
        }
        return new PerturbationResultImpl<>(coalitions, changed);
    }
}
