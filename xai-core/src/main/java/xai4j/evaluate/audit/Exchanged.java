package xai4j.evaluate.audit;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Scenes before other backgrounds, and what the model says of them.
 *
 * @param objects the scenes
 * @param scores per scene, logits before each of the backgrounds
 */
record Exchanged(List<Scene> objects, List<List<float[]>> scores) {
    /** Nothing. */
    static final Exchanged NONE = new Exchanged(List.of(), List.of());

    /** Before how many backgrounds each was put. */
    int backgrounds() {
        return scores.isEmpty() ? 0 : scores.get(0).size();
    }

    /** Per scene, before how many backgrounds it is named as of a class. */
    List<Integer> named(int cls) {
        return scores.stream()
                .map(row -> (int)
                        row.stream().filter(one -> ScenePasses.top(one) == cls).count())
                .toList();
    }

    /** How often scenes are named as of a class, in all. */
    int sum(int cls) {
        return named(cls).stream().mapToInt(count -> count).sum();
    }

    /** By how much more a class leads here than elsewhere, on average over backgrounds, for as many of the first scenes as both have. */
    List<Double> leads(int cls, Exchanged elsewhere) {
        return IntStream.range(0, Math.min(scores.size(), elsewhere.scores.size()))
                .mapToObj(i -> lead(scores.get(i), cls) - lead(elsewhere.scores.get(i), cls))
                .toList();
    }

    private static double lead(List<float[]> row, int cls) {
        return row.stream()
                .mapToDouble(one -> ScenePasses.lead(one, cls))
                .average()
                .orElse(Double.NaN);
    }

    /** With more scenes. */
    Exchanged and(Exchanged more) {
        return new Exchanged(joined(objects, more.objects), joined(scores, more.scores));
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
