package xai4j.coalition;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.coalition.mask.MaskBatch;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A game of which some coalitions were scored before, by whichever method asked for them; what is new is kept for the next. */
final class SharedGame implements Game, AutoCloseable {
    private final CoalitionGame outputs;
    private final Score score;
    private final int[] targets;
    private final Map<MaskBatch, double[]> known;
    private long reused;

    /**
     * Sits down.
     *
     * @param outputs the game of all scores of the model
     * @param score the number that is wanted of them
     * @param targets of which classes
     * @param known coalitions of one row each, and their scores
     */
    SharedGame(CoalitionGame outputs, Score score, int[] targets, Map<MaskBatch, double[]> known) {
        this.outputs = outputs;
        this.score = score;
        this.targets = targets;
        this.known = known;
    }

    @Override
    public int players() {
        return outputs.players();
    }

    @Override
    public int targets() {
        return targets.length;
    }

    /** The game behind it. */
    CoalitionGame outputs() {
        return outputs;
    }

    /** Coalitions that needed no pass. */
    long reused() {
        return reused;
    }

    @Override
    public double[] evaluate(MaskBatch coalitions) {
        List<MaskBatch> rows = rows(coalitions);
        synchronized (known) {
            if (!SharedPasses.hasRoom(known, rows.size(), outputs.targets())) {
                return outputs.requireFinite(wanted(outputs.values(coalitions)), targets.length, coalitions);
            }
            Set<MaskBatch> missing = new LinkedHashSet<>(rows);
            missing.removeAll(known.keySet());
            ask(List.copyOf(missing));
            reused += rows.size() - missing.size();
            return outputs.requireFinite(wanted(answers(rows)), targets.length, coalitions);
        }
    }

    private static List<MaskBatch> rows(MaskBatch coalitions) {
        return IntStream.range(0, coalitions.rows())
                .mapToObj(row -> coalitions.slice(row, row + 1))
                .toList();
    }

    /** Scores coalitions, as many as a budget allows. */
    private void ask(List<MaskBatch> missing) {
        if (missing.isEmpty()) {
            return;
        }
        MaskBatch asked = MaskBatch.empty(players(), missing.size());
        for (int row = 0; row < missing.size(); row++) {
            asked.setRow(row, missing.get(row), 0);
        }
        double[] found = outputs.values(asked);
        int classes = outputs.targets();
        for (int row = 0; row < found.length / classes; row++) {
            known.put(missing.get(row), Arrays.copyOfRange(found, row * classes, (row + 1) * classes));
        }
    }

    /** All scores of the first rows that are known. */
    private double[] answers(List<MaskBatch> rows) {
        int classes = outputs.targets();
        double[] all = new double[Math.multiplyExact(rows.size(), classes)];
        for (int row = 0; row < rows.size(); row++) {
            double[] one = known.get(rows.get(row));
            if (one == null) {
                return Arrays.copyOf(all, row * classes);
            }
            System.arraycopy(one, 0, all, row * classes, classes);
        }
        return all;
    }

    /** The wanted number of the targets, {@code [rows, T]}. */
    private double[] wanted(double[] all) {
        int classes = outputs.targets();
        int rows = all.length / classes;
        double[] numbers = outputs.score() == score || rows == 0 ? all : converted(all, rows, classes);
        double[] wanted = new double[rows * targets.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = numbers[i / targets.length * classes + targets[i % targets.length]];
        }
        return wanted;
    }

    private double[] converted(double[] all, int rows, int classes) {
        float[] scores = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            scores[i] = (float) all[i];
        }
        ScoreKind kind = outputs.model().spec().scores();
        Tensor converted = Scores.convert(Tensor.of(Shape.of(rows, classes), scores), kind, score);
        double[] numbers = new double[all.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = converted.at(i);
        }
        return numbers;
    }

    @Override
    public void close() {
        outputs.close();
    }
}
