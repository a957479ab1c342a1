package xai4j.lime;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import xai4j.numeric.LassoPath;

/** Chooses the regions of a linear model. */
final class FeatureSelection {
    private static final int MOST_FOR_FORWARD = 6;
    private static final double RANKING_RIDGE = 0.01;
    private static final double DEPENDENT = 1e-10;

    private final RidgeProblem problem;
    private final int target;

    FeatureSelection(RidgeProblem problem, int target) {
        this.problem = problem;
        this.target = target;
    }

    /**
     * The players in the model, in the order in which they were chosen.
     *
     * @param wanted their number; 0 is all
     */
    int[] select(Selection how, int wanted) {
        int players = problem.players();
        if (how == Selection.NONE || wanted == 0 || wanted >= players) {
            return IntStream.range(0, players).toArray();
        }
        return switch (how) {
            case HIGHEST_WEIGHTS -> highestWeights(wanted);
            case FORWARD_SELECTION -> forward(wanted);
            case LASSO_PATH -> LassoPath.select(problem.gram(), problem.cross(target), wanted);
            default -> wanted <= MOST_FOR_FORWARD ? forward(wanted) : highestWeights(wanted);
        };
    }

    private int[] highestWeights(int wanted) {
        int[] all = IntStream.range(0, problem.players()).toArray();
        double[] weights = problem.fit(target, all, RANKING_RIDGE).weights();
        return IntStream.of(all)
                .boxed()
                .sorted(Comparator.comparingDouble(player -> -Math.abs(weights[player])))
                .limit(wanted)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Sweeps the chosen player out of all others, so that each step needs only what is left of them. */
    private int[] forward(int wanted) {
        int players = problem.players();
        double[][] left = new double[players][players];
        for (int i = 0; i < players; i++) {
            for (int j = 0; j < players; j++) {
                left[i][j] = problem.gram(i, j);
            }
        }
        double[] cross = problem.cross(target);
        int[] chosen = new int[wanted];
        boolean[] used = new boolean[players];
        for (int step = 0; step < wanted; step++) {
            int best = best(left, cross, used);
            used[best] = true;
            chosen[step] = best;
            sweep(left, cross, best);
        }
        return chosen;
    }

    private int best(double[][] left, double[] cross, boolean[] used) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < cross.length; i++) {
            if (!used[i]) {
                double gain = left[i][i] > DEPENDENT * problem.gram(i, i) ? cross[i] * cross[i] / left[i][i] : 0;
                if (gain > most) {
                    most = gain;
                    best = i;
                }
            }
        }
        return best;
    }

    private void sweep(double[][] left, double[] cross, int pivot) {
        double[] row = left[pivot].clone();
        double own = row[pivot];
        if (own <= DEPENDENT * problem.gram(pivot, pivot)) {
            return;
        }
        double crossPivot = cross[pivot];
        for (int i = 0; i < cross.length; i++) {
            double factor = row[i] / own;
            cross[i] -= factor * crossPivot;
            for (int j = 0; j < cross.length; j++) {
                left[i][j] -= factor * row[j];
            }
        }
        Arrays.fill(left[pivot], 0);
    }
}
