package xai4j.djl.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.model.backend.PooledHead;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Follows scores back to the logits by their numbers on noise: through softmax, sigmoid or log-softmax, whether written as one operator or
 * as several, and through what stands behind them and keeps the order of each class's values (a factor, a shift, bounds, a run of the
 * classes, a probability beside its complement).
 */
final class ScoreTail {
    private static final int CANDIDATES = 12;
    private static final double SUM_TOLERANCE = 1e-3;
    private static final List<TapeCode> OPERATORS = List.of(TapeCode.SOFTMAX, TapeCode.SIGMOID, TapeCode.LOG_SOFTMAX);

    private final Tensor scores;
    private final ScoreEnd asked;

    private ScoreTail(Tensor scores, ScoreEnd asked) {
        this.scores = scores;
        this.asked = asked;
    }

    /** How the scores of a probe come about. */
    static ScoreEnd find(
            TorchSession session, Tensor noise, Map<String, Tensor> answers, List<Layer> layers, ScoreEnd asked) {
        Tensor scores = answers.get("scores");
        Tensor logits = answers.get("final:logits");
        Tensor code = answers.get("final:code");
        if (scores == null || logits == null || code == null) {
            throw new IllegalStateException("the probe brought no scores");
        }
        ScoreTail tail = new ScoreTail(scores, asked);
        ScoreEnd known = OPERATORS.stream()
                .filter(operator -> operator.number() == (int) code.at(0))
                .map(operator -> tail.match(operator, logits, null))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (known != null) {
            return known;
        }
        ScoreEnd written = tail.areProbabilities() ? tail.ofLayers(session, noise, layers) : null;
        if (written != null) {
            return written;
        }
        return tail.areDistributions()
                ? tail.end(TapeCode.SOFTMAX, TapeCode.LOGARITHM, 0, null)
                : tail.end(TapeCode.NONE, TapeCode.NONE, 0, null);
    }

    /** Whether each row sums to one; of one number that says nothing. */
    private boolean areDistributions() {
        int classes = scores.shape().dim(1);
        boolean all = classes > 1 && areProbabilities();
        for (int row = 0; all && row < scores.shape().dim(0); row++) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += scores.get(row, k);
            }
            all = Math.abs(sum - 1) < SUM_TOLERANCE;
        }
        return all;
    }

    /** Whether all scores are within 0…100, as probabilities and percentages are. */
    private boolean areProbabilities() {
        float low = 0;
        float high = 0;
        for (int i = 0; i < scores.size(); i++) {
            low = Math.min(low, scores.at(i));
            high = Math.max(high, scores.at(i));
        }
        return low >= 0 && high <= 100;
    }

    private @Nullable ScoreEnd ofLayers(TorchSession session, Tensor noise, List<Layer> layers) {
        List<Layer> last = new ArrayList<>(layers.subList(Math.max(0, layers.size() - CANDIDATES), layers.size()));
        Collections.reverse(last);
        TorchRequest request = new TorchRequest(TapeCode.OUTPUT, asked);
        last.forEach(layer -> request.layer(layer.name(), TapeCode.VALUE));
        Map<String, Tensor> values;
        try {
            values = session.run(noise, request);
        } catch (LoopTimeException e) {
            throw e;
        } catch (ModelException e) {
            return null;
        }
        for (Layer layer : last) {
            Tensor value = values.get("value:" + layer.name());
            ScoreEnd end = value == null ? null : match(value, layer.name());
            if (end != null) {
                return end;
            }
        }
        return null;
    }

    private @Nullable ScoreEnd match(Tensor logits, String source) {
        for (TapeCode operator : OPERATORS) {
            ScoreEnd end = match(operator, logits, source);
            if (end != null) {
                return end;
            }
        }
        return null;
    }

    private ScoreEnd end(TapeCode operator, TapeCode tail, int first, @Nullable String source) {
        boolean whole = tail == TapeCode.NONE || tail == TapeCode.SCALED;
        TapeCode turning = !whole ? TapeCode.NONE : operator == TapeCode.SIGMOID ? TapeCode.SIGMOID : TapeCode.SOFTMAX;
        return new ScoreEnd(operator, turning, tail, first, source, asked.outputs(), asked.filled());
    }

    /** The end when the scores are what an operator makes of these logits, or null. */
    private @Nullable ScoreEnd match(TapeCode operator, Tensor logits, @Nullable String source) {
        int rows = scores.shape().dim(0);
        int classes = scores.shape().dim(1);
        if (logits.size() % rows != 0) {
            return null;
        }
        int width = logits.size() / rows;
        Tensor turned = turn(operator, logits.reshape(Shape.of(rows, width)));
        if (width == classes) {
            if (PooledHead.isClose(turned, scores)) {
                return end(operator, TapeCode.NONE, 0, source);
            }
            boolean scaled = operator != TapeCode.LOG_SOFTMAX && isScaled(turned);
            return scaled ? end(operator, TapeCode.SCALED, 0, source) : null;
        }
        if (operator == TapeCode.SIGMOID && width == 1 && classes == 2) {
            return PooledHead.isClose(complement(turned), scores)
                    ? end(operator, TapeCode.COMPLEMENT, 0, source)
                    : null;
        }
        for (int first = 0; first + classes <= width; first++) {
            if (PooledHead.isClose(columns(turned, first, classes), scores)) {
                return end(operator, TapeCode.SLICE, first, source);
            }
        }
        return null;
    }

    private static Tensor turn(TapeCode operator, Tensor logits) {
        return switch (operator) {
            case SIGMOID -> map(logits, Scores::sigmoid);
            case LOG_SOFTMAX -> map(Scores.softmax(logits), Math::log);
            default -> Scores.softmax(logits);
        };
    }

    /** Whether the scores are one increasing straight line of the probabilities, cut off at their own lowest and highest. */
    private boolean isScaled(Tensor probabilities) {
        int low = 0;
        int high = 0;
        float lowest = scores.at(0);
        float highest = scores.at(0);
        for (int i = 1; i < scores.size(); i++) {
            low = probabilities.at(i) < probabilities.at(low) ? i : low;
            high = probabilities.at(i) > probabilities.at(high) ? i : high;
            lowest = Math.min(lowest, scores.at(i));
            highest = Math.max(highest, scores.at(i));
        }
        double slope =
                ((double) scores.at(high) - scores.at(low)) / ((double) probabilities.at(high) - probabilities.at(low));
        return isLine(probabilities, slope, scores.at(low) - slope * probabilities.at(low), lowest, highest)
                || isLine(probabilities, 1, 0, lowest, highest)
                || isLine(probabilities, 100, 0, lowest, highest);
    }

    private boolean isLine(Tensor probabilities, double slope, double shift, float lowest, float highest) {
        if (!(slope > 0) || !(highest > lowest)) {
            return false;
        }
        Tensor expected = map(probabilities, p -> Math.min(highest, Math.max(lowest, slope * p + shift)));
        return PooledHead.isClose(expected, scores);
    }

    private static Tensor complement(Tensor probability) {
        Tensor both = Tensor.zeros(Shape.of(probability.size(), 2));
        for (int row = 0; row < probability.size(); row++) {
            both.set(2 * row, 1 - probability.at(row));
            both.set(2 * row + 1, probability.at(row));
        }
        return both;
    }

    private static Tensor columns(Tensor values, int first, int count) {
        int rows = values.shape().dim(0);
        Tensor run = Tensor.zeros(Shape.of(rows, count));
        for (int i = 0; i < run.size(); i++) {
            run.set(i, values.get(i / count, first + i % count));
        }
        return run;
    }

    private static Tensor map(Tensor values, java.util.function.DoubleUnaryOperator function) {
        Tensor result = Tensor.zeros(values.shape());
        for (int i = 0; i < values.size(); i++) {
            result.set(i, (float) function.applyAsDouble(values.at(i)));
        }
        return result;
    }

    /** What the scores are, by how they come about. */
    static ScoreKind kind(ScoreEnd end, int classes) {
        if (end.tail() == TapeCode.COMPLEMENT || end.tail() == TapeCode.LOGARITHM) {
            return ScoreKind.PROBABILITIES;
        }
        if (end.tail() != TapeCode.NONE) {
            return ScoreKind.OTHER;
        }
        return switch (end.last()) {
            case SOFTMAX -> ScoreKind.PROBABILITIES;
            case SIGMOID -> ScoreKind.MULTILABEL_PROBABILITIES;
            case LOG_SOFTMAX -> ScoreKind.LOG_PROBABILITIES;
            default -> classes == 1 ? ScoreKind.SIGMOID_LOGITS : ScoreKind.LOGITS;
        };
    }

    /** The end when a caller says what the scores are. */
    static ScoreEnd said(ScoreEnd end, ScoreKind kind) {
        return switch (kind) {
            case LOGITS, LOG_PROBABILITIES -> end.isLogits() ? end.turnedBy(TapeCode.SOFTMAX) : end;
            case SIGMOID_LOGITS -> end.isLogits() ? end.turnedBy(TapeCode.SIGMOID) : end;
            default -> end.isLogits() ? end.turnedBy(TapeCode.NONE) : end;
        };
    }
}
