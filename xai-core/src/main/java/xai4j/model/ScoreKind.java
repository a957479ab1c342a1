package xai4j.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What the numbers of a score vector {@code [K]} are. */
public enum ScoreKind {
    /** Unbounded values before a softmax: exactly one class is true. */
    LOGITS,
    /** Unbounded values before a sigmoid per label: any number of labels may be true; one score is a yes or no. */
    SIGMOID_LOGITS,
    /** Softmax probabilities: in [0, 1], summing to one. */
    PROBABILITIES,
    /** Independent sigmoid probabilities per label: each in [0, 1]. */
    MULTILABEL_PROBABILITIES,
    /** Logarithms of softmax probabilities. */
    LOG_PROBABILITIES,
    /** Anything else; no assumption is made. */
    OTHER;

    /** Whether the labels are independent of each other, each with a sigmoid of its own. */
    public boolean isMultiLabel() {
        return this == SIGMOID_LOGITS || this == MULTILABEL_PROBABILITIES;
    }

    /** Whether these are unbounded values before a softmax or sigmoid. */
    public boolean isLogits() {
        return this == LOGITS || this == SIGMOID_LOGITS;
    }

    /**
     * Reads a kind as on the command line: {@code softmax-logits}, {@code sigmoid-logits}, {@code probabilities}, {@code
     * multi-label}, {@code log-probabilities} or {@code other}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static ScoreKind parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scores \"" + text + "\" are unknown; known: "
                        + Arrays.stream(values()).map(ScoreKind::text).collect(Collectors.joining(", "))));
    }

    /** The name that {@link #parse} reads. */
    public String text() {
        return switch (this) {
            case LOGITS -> "softmax-logits";
            case SIGMOID_LOGITS -> "sigmoid-logits";
            case PROBABILITIES -> "probabilities";
            case MULTILABEL_PROBABILITIES -> "multi-label";
            case LOG_PROBABILITIES -> "log-probabilities";
            case OTHER -> "other";
        };
    }
}
