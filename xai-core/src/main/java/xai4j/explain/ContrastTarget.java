package xai4j.explain;

import java.util.List;
import java.util.Map;
import xai4j.model.ScoreFunction;
import xai4j.model.WeightedScores;

/**
 * The difference of two classes' scores.
 *
 * @param first label or position of the class that is asked for
 * @param second label or position of the class that it is held against
 */
record ContrastTarget(String first, String second) implements Target {
    private static final String NUMBER = "\\d{1,9}";

    @Override
    public String text() {
        return first + "-" + second;
    }

    /** Whether both are classes of these names. */
    boolean isKnown(List<String> labels) {
        return isKnown(first, labels) && isKnown(second, labels);
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        context.requireScores(this);
        int classes = context.scores().length;
        int one = index(first, context.labels(), classes);
        int other = index(second, context.labels(), classes);
        if (one == other) {
            throw new IllegalArgumentException("the target " + text() + " holds a class against itself");
        }
        String label = context.model().spec().label(one) + " − "
                + context.model().spec().label(other);
        return List.of(new WeightedScores(label, Map.of(one, 1.0, other, -1.0)));
    }

    private static boolean isKnown(String name, List<String> labels) {
        return ClassNames.has(name, labels) || name.matches(NUMBER);
    }

    private static int index(String name, List<String> labels, int classes) {
        return ClassNames.has(name, labels) || !name.matches(NUMBER)
                ? ClassNames.index(name, labels)
                : ClassNames.checked(Integer.parseInt(name), classes);
    }
}
