package xai4j.coalition;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import xai4j.coalition.mask.MaskBatch;
import xai4j.model.Score;

/**
 * What a model said of coalitions, and what methods made of it: probabilities of a thousand classes are not made again for each method that wants one of them. For
 * one thread at a time.
 */
final class KnownScores {
    private static final double PART_OF_HEAP = 0.125;

    private final Map<MaskBatch, double[]> answers = new HashMap<>();
    private final Map<Wanted, Map<MaskBatch, double[]>> numbers = new HashMap<>();

    /** A number of some classes. */
    private record Wanted(Score score, List<Integer> targets) {}

    /** Whether the scores of so many more coalitions may be kept. */
    boolean hasRoom(long rows, int classes) {
        double bytes = (answers.size() + (double) rows) * classes * Double.BYTES;
        return bytes <= PART_OF_HEAP * Runtime.getRuntime().maxMemory();
    }

    /** Those of some coalitions, of one row each, of which nothing is known, each once. */
    List<MaskBatch> missing(List<MaskBatch> coalitions) {
        Set<MaskBatch> missing = new LinkedHashSet<>(coalitions);
        missing.removeAll(answers.keySet());
        return List.copyOf(missing);
    }

    /** Keeps all scores of a coalition. */
    void put(MaskBatch coalition, double[] scores) {
        answers.put(coalition, scores);
    }

    /**
     * The numbers {@code [T]} that a method wants of coalitions, up to the first that is not known.
     *
     * @param making makes them of all scores of some coalitions
     */
    List<double[]> numbers(
            List<MaskBatch> coalitions, Score score, int[] targets, UnaryOperator<List<double[]>> making) {
        Wanted wanted = new Wanted(score, IntStream.of(targets).boxed().toList());
        Map<MaskBatch, double[]> made = numbers.computeIfAbsent(wanted, missing -> new HashMap<>());
        Set<MaskBatch> unmade = new LinkedHashSet<>(coalitions);
        unmade.removeIf(coalition -> made.containsKey(coalition) || !answers.containsKey(coalition));
        List<double[]> found = making.apply(
                unmade.stream().map(answers::get).map(Objects::requireNonNull).toList());
        int next = 0;
        for (MaskBatch coalition : unmade) {
            made.put(coalition, found.get(next++));
        }
        return coalitions.stream()
                .map(made::get)
                .takeWhile(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }
}
