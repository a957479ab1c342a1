package xai4j.shap.kernel;

/**
 * How KernelSHAP samples.
 *
 * @param samples coalitions to ask about beside the full and the empty one
 * @param sampling how they are drawn
 * @param estimator how values are computed
 * @param accuracy largest standard error over largest value at which to stop; 0 is never
 * @param features players that may be worth something; 0 is all
 * @param seed seed of the draws
 */
public record KernelShapSettings(
        int samples, Sampling sampling, Estimator estimator, double accuracy, int features, long seed) {}
