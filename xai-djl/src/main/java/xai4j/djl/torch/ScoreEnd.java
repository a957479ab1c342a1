package xai4j.djl.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;
import xai4j.djl.torch.detection.OpenLists;
import xai4j.model.Score;
import xai4j.model.ScoreKind;

/**
 * How a network's scores come about: which output they are, and the way from them back to the logits.
 *
 * @param last the operator that turned logits into scores, or {@link TapeCode#NONE} when the scores are the logits
 * @param turning what turns logits into probabilities; {@link TapeCode#NONE} when the output is taken for them
 * @param tail what stands behind the last operator, {@link TapeCode#NONE} when nothing that changes the number of classes
 * @param first the first class of a {@link TapeCode#SLICE}
 * @param source the layer whose values are the logits, null when they are the last operator's operand
 * @param outputs the names of the outputs that are joined, mostly of one; none for a network with one
 * @param filled the axis of objects along which outputs are filled up to {@link OpenLists#OBJECTS}; {@link #AS_THEY_ARE} for none
 */
record ScoreEnd(
        TapeCode last,
        TapeCode turning,
        TapeCode tail,
        int first,
        @Nullable String source,
        List<String> outputs,
        int filled) {
    /** Outputs have the length that they have. */
    static final int AS_THEY_ARE = -1;

    /** Nothing known yet; of several outputs the first. */
    static final ScoreEnd UNKNOWN =
            new ScoreEnd(TapeCode.NONE, TapeCode.SOFTMAX, TapeCode.NONE, 0, null, List.of(), AS_THEY_ARE);

    /** Copies the list. */
    ScoreEnd {
        outputs = List.copyOf(outputs);
    }

    /** What asks the script for the outputs. */
    List<String> outputKeys() {
        return outputs.stream().map(name -> ":output:" + name).toList();
    }

    /** The same of other outputs. */
    ScoreEnd of(List<String> names) {
        return new ScoreEnd(last, turning, tail, first, source, names, filled);
    }

    /** The same with outputs that are filled up along an axis. */
    ScoreEnd filledAlong(int axis) {
        return new ScoreEnd(last, turning, tail, first, source, outputs, axis);
    }

    /** The same with another way from logits to probabilities. */
    ScoreEnd turnedBy(TapeCode operator) {
        return new ScoreEnd(last, operator, tail, first, source, outputs, filled);
    }

    /** What to ask the script for, so that its answer is a score; {@link TapeCode#OUTPUT} when the output is to be converted. */
    TapeCode wanted(Score score, ScoreKind kind) {
        if (isLogits() || score == Score.OUTPUT) {
            return TapeCode.OUTPUT;
        }
        if (score == Score.LOGIT) {
            return TapeCode.LOGITS;
        }
        return kind == ScoreKind.OTHER ? TapeCode.PROBABILITIES : TapeCode.OUTPUT;
    }

    /** Whether the output holds logits. */
    boolean isLogits() {
        return last == TapeCode.NONE;
    }
}
