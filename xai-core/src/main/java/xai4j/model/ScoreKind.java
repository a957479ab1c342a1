package xai4j.model;

/** What the numbers of a score vector {@code [K]} are. */
public enum ScoreKind {
    /** Unbounded values before a softmax or sigmoid. */
    LOGITS,
    /** Softmax probabilities: in [0, 1], summing to one. */
    PROBABILITIES,
    /** Independent sigmoid probabilities per label: each in [0, 1]. */
    MULTILABEL_PROBABILITIES,
    /** Logarithms of softmax probabilities. */
    LOG_PROBABILITIES,
    /** Anything else; no assumption is made. */
    OTHER
}
