package xai4j.shap.kernel;

/** How KernelSHAP turns values of coalitions into values. */
public enum Estimator {
    /**
     * The Shapley kernel's weighted least squares, relieved of interactions of three regions that the same calls show (regression adjustment: Witter, Liu and Musco
     * 2025). Needs a half to a quarter of the model calls for the same error on networks, stays right where the interactions are others, and costs
     * milliseconds.
     */
    ADJUSTED_REGRESSION,
    /** The Shapley kernel's weighted least squares alone; costs next to nothing. */
    REGRESSION,
    /**
     * The mean of a Gaussian process over games in which coalitions that differ in few regions have about the same value; its smoothness is found
     * by maximum likelihood. Needs a half to a quarter of the model calls for the same error where the game is smooth, as networks' are, and
     * milliseconds of its own: for slow models. At most 4000 samples.
     */
    GAUSSIAN_PROCESS
}
