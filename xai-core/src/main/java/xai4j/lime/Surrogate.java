package xai4j.lime;

import java.util.Arrays;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.mask.Moments;
import xai4j.coalition.mask.RowGram;
import xai4j.numeric.StudentT;

/** Fits LIME's linear models to the values of coalitions, one model per target. */
final class Surrogate {
    private static final int MASKS_PER_REGION_THAT_ARE_MANY = 10;
    private static final double LEVERAGE_EXPONENT = 0.6;
    private static final double SMALLEST_REST = 1e-9;

    private final MaskBatch masks;
    private final double[] values;
    private final int targets;
    private final LimeSettings settings;
    private final double[] kernel;
    private final RidgeProblem problem;

    Surrogate(MaskBatch masks, double[] values, int targets, LimeSettings settings) {
        this.masks = masks;
        this.values = values;
        this.targets = targets;
        this.settings = settings;
        this.kernel = settings.distance().kernel(masks.players(), settings.kernelWidth());
        this.problem = new RidgeProblem(Moments.of(masks, kernel, values, targets));
    }

    LinearFit fit(int target) {
        int[] used = new FeatureSelection(problem, target).select(settings.selection(), settings.features());
        return problem.fit(target, used, settings.ridge());
    }

    /**
     * Standard errors of the weights over draws of the masks, whatever the shape of the residuals: {@code A⁻¹ (Σ w² e² z zᵀ) A⁻¹}
     * with centred z and {@code A = Zᵀ W Z + α I} (White 1980), enlarged by Student's quantile so that ± 1.96 of them are the 95 % interval.
     *
     * <p>The fit took something from the residuals: where masks are few each is divided by {@code (1 − h)^0.6}, h being its mask's leverage, as
     * KernelSHAP's are; where they are many all are enlarged alike.
     */
    double[] standardErrors(int target, LinearFit fit) {
        double[] errors = new double[masks.players()];
        int[] used = fit.used();
        if (used.length == 0) {
            return errors;
        }
        double[] inverse = problem.inverse(used, settings.ridge());
        boolean few = masks.rows() < MASKS_PER_REGION_THAT_ARE_MANY * (used.length + 1);
        double[] leverages = few ? leverages(used, inverse) : new double[0];
        double[] spread = spread(target, fit, leverages);
        double inflation = inflation(used.length, leverages);
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
            errors[used[i]] = Math.sqrt(Math.max(0, variance) * inflation);
        }
        return errors;
    }

    /** What variances are multiplied by: Student's quantile, and where no leverages are known what the fit took from residuals. */
    private double inflation(int parameters, double[] leverages) {
        double rows = masks.rows();
        boolean few = leverages.length > 0;
        double freedom = rows - (few ? Arrays.stream(leverages).sum() : parameters + 1);
        double student = StudentT.inflation(Math.max(1, freedom));
        return student * student * (few ? 1 : rows / freedom);
    }

    /** How much each mask pulls the fit towards itself: {@code w (1/Σw + zᵀ A⁻¹ z)} with centred z. */
    private double[] leverages(int[] used, double[] inverse) {
        int n = used.length;
        double[] ofMeans = new double[n];
        double atMeans = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                ofMeans[i] += inverse[i * n + j] * problem.mean(used[j]);
            }
            atMeans += ofMeans[i] * problem.mean(used[i]);
        }
        double[] leverages = new double[masks.rows()];
        int[] present = new int[n];
        for (int row = 0; row < leverages.length; row++) {
            int count = 0;
            double form = atMeans;
            for (int i = 0; i < n; i++) {
                if (masks.present(row, used[i])) {
                    present[count++] = i;
                    form += inverse[i * n + i] - 2 * ofMeans[i];
                }
            }
            for (int a = 0; a < count; a++) {
                for (int b = 0; b < a; b++) {
                    form += 2 * inverse[present[a] * n + present[b]];
                }
            }
            leverages[row] = kernel[masks.size(row)] * (1 / problem.weight() + form);
        }
        return leverages;
    }

    private double[] spread(int target, LinearFit fit, double[] leverages) {
        int players = masks.players();
        double[] factors = new double[masks.rows()];
        double total = 0;
        for (int row = 0; row < factors.length; row++) {
            double error = kernel[masks.size(row)] * (values[row * targets + target] - predicted(fit, row));
            factors[row] = error * error;
            if (leverages.length > 0) {
                factors[row] *= Math.pow(Math.max(SMALLEST_REST, 1 - leverages[row]), -2 * LEVERAGE_EXPONENT);
            }
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
