package xai4j.djl.prototype;

/**
 * What a phase came to on the training pictures.
 *
 * @param cluster mean squared distance to the nearest prototype of their class
 * @param separation the same to the nearest prototype of another class
 * @param rate at its end; 0 where nothing stepped
 * @param loss cross-entropy
 * @param accuracy share of right predictions
 */
record PhaseResult(double cluster, double separation, double rate, double loss, double accuracy) {}
