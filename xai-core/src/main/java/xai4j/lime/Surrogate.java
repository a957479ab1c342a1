package xai4j.lime;

import xai4j.coalition.MaskBatch;
import xai4j.coalition.Moments;
import xai4j.coalition.RowGram;

/** Fits LIME's linear models to the worths of coalitions, one model per target. */
final class Surrogate {
    private final MaskBatch masks;
    private final double[] worths;
    private final int targets;
    private final LimeSettings settings;
    private final double[] kernel;
    private final RidgeProblem problem;

    Surrogate(MaskBatch masks, double[] worths, int targets, LimeSettings settings) {
        this.masks = masks;
        this.worths = worths;
        this.targets = targets;
        this.settings = settings;
        this.kernel = settings.distance().kernel(masks.players(), settings.kernelWidth());
        this.problem = new RidgeProblem(Moments.of(masks, kernel, worths, targets));
    }

    LinearFit fit(int target) {
        int[] used = new FeatureSelection(problem, target).select(settings.selection(), settings.features());
        return problem.fit(target, used, settings.ridge());
    }

    /**
     * Standard errors of the weights over draws of the masks, whatever the shape of the residuals: {@code A⁻¹ (Σ w² e² z zᵀ) A⁻¹}
     * with centred z and {@code A = Zᵀ W Z + α I} (White 1980).
     */
    double[] standardErrors(int target, LinearFit fit) {
        double[] errors = new double[masks.players()];
        int[] used = fit.used();
        if (used.length == 0) {
            return errors;
        }
        double[] inverse = problem.inverse(used, settings.ridge());
        double[] spread = spread(target, fit);
        int n = used.length;
        for (int i = 0; i < n; i++) {
            double variance = 0;
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < n; k++) {
                    sum += spread[used[j] * masks.players() + used[k]] * inverse[k * n + i];
                }
                variance += inverse[i * n + j] * sum;
            }
            errors[used[i]] = Math.sqrt(Math.max(0, variance) * inflation(n));
        }
        return errors;
    }

    /** Residuals are too small by what the fit took from them. */
    private double inflation(int parameters) {
        double rows = masks.rows();
        return rows > parameters + 1 ? rows / (rows - parameters - 1) : 1;
    }

    private double[] spread(int target, LinearFit fit) {
        int players = masks.players();
        double[] factors = new double[masks.rows()];
        double total = 0;
        for (int row = 0; row < factors.length; row++) {
            double error = kernel[masks.size(row)] * (worths[row * targets + target] - predicted(fit, row));
            factors[row] = error * error;
            total += factors[row];
        }
        double[] gram = RowGram.of(masks, factors);
        double[] linear = new double[players];
        for (int i = 0; i < players; i++) {
            linear[i] = gram[i * players + i];
        }
        for (int i = 0; i < players; i++) {
            for (int j = 0; j < players; j++) {
                gram[i * players + j] += total * problem.mean(i) * problem.mean(j)
                        - linear[i] * problem.mean(j)
                        - linear[j] * problem.mean(i);
            }
        }
        return gram;
    }

    private double predicted(LinearFit fit, int row) {
        double sum = fit.intercept();
        double[] weights = fit.weights();
        for (int word = 0; word < masks.words(); word++) {
            for (long rest = masks.word(row, word); rest != 0; rest &= rest - 1) {
                sum += weights[word * Long.SIZE + Long.numberOfTrailingZeros(rest)];
            }
        }
        return sum;
    }
}
