package xai4j.coalition;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import xai4j.coalition.mask.MaskBatch;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.numeric.Parallel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A game of which some coalitions were scored before, by whichever method asked for them; what is new is kept for the next. */
final class SharedGame implements Game, AutoCloseable {
    private final CoalitionGame outputs;
    private final Score score;
    private final int[] targets;
    private final KnownScores known;
    private long reused;

    /**
     * Sits down.
     *
     * @param outputs the game of all scores of the model
     * @param score the number that is wanted of them
     * @param targets of which classes
     * @param known what the model said before
     */
    SharedGame(CoalitionGame outputs, Score score, int[] targets, KnownScores known) {
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
            if (!known.hasRoom(rows.size(), outputs.targets())) {
                double[] found = flat(wanted(split(outputs.values(coalitions))));
                return outputs.requireFinite(found, targets.length, coalitions);
            }
            List<MaskBatch> missing = known.missing(rows);
            ask(missing);
            reused += rows.size() - missing.size();
            List<double[]> answers = known.numbers(rows, score, targets, this::wanted);
            return outputs.requireFinite(flat(answers), targets.length, coalitions);
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
        List<double[]> found = split(outputs.values(asked));
        for (int row = 0; row < found.size(); row++) {
            known.put(missing.get(row), found.get(row));
        }
    }

    private List<double[]> split(double[] found) {
        int classes = outputs.targets();
        return IntStream.range(0, found.length / classes)
                .mapToObj(row -> Arrays.copyOfRange(found, row * classes, (row + 1) * classes))
                .toList();
    }

    private double[] flat(List<double[]> numbers) {
        double[] flat = new double[Math.multiplyExact(numbers.size(), targets.length)];
        for (int row = 0; row < numbers.size(); row++) {
            System.arraycopy(numbers.get(row), 0, flat, row * targets.length, targets.length);
        }
        return flat;
    }

    /** The wanted number of the targets {@code [T]} for each of some answers. */
    private List<double[]> wanted(List<double[]> answers) {
        double[][] wanted = new double[answers.size()][targets.length];
        Parallel.bands(answers.size(), (from, to) -> {
            List<double[]> some = answers.subList(from, to);
            List<double[]> numbers = outputs.score() == score || some.isEmpty() ? some : converted(some);
            for (int row = from; row < to; row++) {
                for (int t = 0; t < targets.length; t++) {
                    wanted[row][t] = numbers.get(row - from)[targets[t]];
                }
            }
        });
        return Arrays.asList(wanted);
    }

    private List<double[]> converted(List<double[]> answers) {
        int classes = outputs.targets();
        Tensor scores = Tensor.zeros(Shape.of(answers.size(), classes));
        for (int row = 0; row < answers.size(); row++) {
            double[] answer = answers.get(row);
            for (int k = 0; k < classes; k++) {
                scores.set(row * classes + k, (float) answer[k]);
            }
        }
        Tensor converted = Scores.convert(scores, outputs.model().spec().scores(), score);
        double[] numbers = new double[scores.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = converted.at(i);
        }
        return split(numbers);
    }

    @Override
    public void close() {
        outputs.close();
    }
}
