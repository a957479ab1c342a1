package xai4j.evaluate;

import java.util.List;
import xai4j.explain.ExplainedTarget;

/**
 * How scores moved when regions were hidden.
 *
 * @param before targets with their scores of the whole image
 * @param after the same targets with their scores of the changed image
 * @param hidden the regions that were hidden, ascending
 */
public record Rescoring(List<ExplainedTarget> before, List<ExplainedTarget> after, List<Integer> hidden) {
    /** Copies the lists. */
    public Rescoring {
        before = List.copyOf(before);
        after = List.copyOf(after);
        hidden = List.copyOf(hidden);
    }

    /** The score of a target after minus before. */
    public double change(int target) {
        return after.get(target).score() - before.get(target).score();
    }
}
