package xai4j.shap.kernel;

/** How KernelSHAP draws coalitions. */
public enum Sampling {
    /**
     * Pairs of a coalition and its complement, without replacement, every size equally often: in proportion to the statistical leverage
     * of the Shapley kernel's regression (Musco and Witter 2025, "Provably Accurate Shapley Value Estimation via Leverage Score
     * Sampling"). Small sizes are enumerated where that is cheaper.
     */
    LEVERAGE {
        @Override
        double share(int size, int players) {
            return 1;
        }
    },
    /** The same, but sizes in proportion to the Shapley kernel, that is to {@code 1/(s(M − s))}. */
    KERNEL {
        @Override
        double share(int size, int players) {
            return 1.0 / ((double) size * (players - size));
        }
    },
    /**
     * As the {@code shap} package's KernelExplainer does: sizes from the outside in as long as they can be enumerated, the rest drawn with
     * repetitions counted as weight. For comparison; gives no standard errors.
     */
    TEXTBOOK {
        @Override
        double share(int size, int players) {
            return KERNEL.share(size, players);
        }
    };

    /** Relative number of draws of one size. */
    abstract double share(int size, int players);
}
