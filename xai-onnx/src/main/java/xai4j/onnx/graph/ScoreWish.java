package xai4j.onnx.graph;

import java.util.Optional;
import java.util.Set;

/**
 * What is known of the scores from outside the graph.
 *
 * @param output the output that a caller wants to have explained
 * @param labelCounts numbers of labels that were found or given; scores of so many classes are the more likely ones
 * @param verbatim whether the output's numbers are what the caller says, so that no activation is looked for behind them
 * @param task what the file says it is for, as {@code classify} or {@code detect}; may be empty
 * @param branches values that the last feature map must lie before, all of them, where the scores are made in several branches
 */
public record ScoreWish(
        Optional<String> output, Set<Integer> labelCounts, boolean verbatim, String task, Set<String> branches) {
    /** Nothing is known. */
    public static final ScoreWish NONE = new ScoreWish(Optional.empty(), Set.of(), false, "", Set.of());

    /** Copies the counts. */
    public ScoreWish {
        labelCounts = Set.copyOf(labelCounts);
        branches = Set.copyOf(branches);
    }

    /** The same for an output whose numbers are taken as they are. */
    public ScoreWish forRaw(String name, Set<String> ends) {
        return new ScoreWish(Optional.of(name), Set.of(), true, "", ends);
    }
}
