package xai4j.lime;

import java.util.Arrays;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.mask.Moments;
import xai4j.coalition.mask.RowGram;
import xai4j.coalition.sampling.MaskSampling;
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
    private final double effectiveRows;

    /**
     * Prepares.
     *
     * @param values {@code [n, T]}
     * @param draws what a coalition of each size counts for, {@code [M + 1]}
     */
    Surrogate(MaskBatch masks, double[] values, int targets, LimeSettings settings, double[] draws) {
        this.masks = masks;
        this.values = values;
        this.targets = targets;
        this.settings = settings;
        this.kernel = settings.distance().kernel(masks.players(), settings.kernelWidth());
        this.effectiveRows = effectiveRows(masks, draws, kernel);
        for (int size = 0; size < kernel.length; size++) {
            kernel[size] *= draws[size];
        }
        this.problem = new RidgeProblem(Moments.of(masks, kernel, values, targets));
    }

    /**
     * How many coin flips would give as small a variance: {@code Σd · Σdk² / Σd²k²} for the kernel's weights k and coalitions that count for d coin flips each; their
     * number where they are coin flips.
     */
    private static double effectiveRows(MaskBatch masks, double[] draws, double[] kernel) {
        double sum = 0;
        double ofFlips = 0;
        double ofMasks = 0;
        for (int row = 0; row < masks.rows(); row++) {
            int size = masks.size(row);
            double squared = kernel[size] * kernel[size];
            sum += draws[size];
            ofFlips += draws[size] * squared;
            ofMasks += draws[size] * draws[size] * squared;
        }
        return sum * (ofFlips / ofMasks);
    }

    double effectiveRows() {
        return effectiveRows;
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
        boolean few = effectiveRows < MASKS_PER_REGION_THAT_ARE_MANY * (used.length + 1);
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
        double rows = isPaired() ? effectiveRows / 2 : effectiveRows;
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

    /** {@code Σ ψ ψᵀ} over draws, ψ being a draw's influence on the fit. */
    private double[] spread(int target, LinearFit fit, double[] leverages) {
        double[] errors = errors(target, fit, isPaired() ? PairedSpread.ofPairs(leverages) : leverages);
        return isPaired() ? new PairedSpread(masks, errors, problem.means()).gram() : spread(errors);
    }

    private boolean isPaired() {
        return settings.sampling() == MaskSampling.LEVERAGE_PAIRS;
    }

    /** Weighted residuals. */
    private double[] errors(int target, LinearFit fit, double[] leverages) {
        double[] errors = new double[masks.rows()];
        for (int row = 0; row < errors.length; row++) {
            errors[row] = kernel[masks.size(row)] * (values[row * targets + target] - predicted(fit, row));
            if (leverages.length > 0) {
                errors[row] *= Math.pow(Math.max(SMALLEST_REST, 1 - leverages[row]), -LEVERAGE_EXPONENT);
            }
        }
        return errors;
    }

    private double[] spread(double[] errors) {
        int players = masks.players();
        double[] factors = new double[errors.length];
        double total = 0;
        for (int row = 0; row < factors.length; row++) {
            factors[row] = errors[row] * errors[row];
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
