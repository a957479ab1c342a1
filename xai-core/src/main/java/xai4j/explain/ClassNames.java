package xai4j.explain;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.model.NearestNames;

/** Finds classes by label or position, and says what there is where nothing is found. */
final class ClassNames {
    private static final int SHOWN = 8;
    private static final int SLIPS = 3;

    private ClassNames() {}

    /**
     * The class of a name; case is ignored unless it decides between two.
     *
     * @throws IllegalArgumentException if none or several have it
     */
    static int index(String label, List<String> labels) {
        int[] found = named(label, labels);
        if (found.length == 1) {
            return found[0];
        }
        if (found.length > 1) {
            throw new IllegalArgumentException("the label \"" + label + "\" is ambiguous: the classes "
                    + Arrays.stream(found).mapToObj(Integer::toString).collect(Collectors.joining(", "))
                    + " have it; give an index");
        }
        throw new IllegalArgumentException("the model has no label \"" + label + "\""
                + (labels.isEmpty() ? "; it has none at all, use an index" : suggestion(label, labels)));
    }

    /** Whether a class has this name. */
    static boolean has(String label, List<String> labels) {
        return named(label, labels).length > 0;
    }

    /** A position that exists. */
    static int checked(int index, int classes) {
        if (index < 0 || index >= classes) {
            throw new IllegalArgumentException(
                    "target " + index + " is not one of the model's classes 0…" + (classes - 1));
        }
        return index;
    }

    private static int[] named(String label, List<String> labels) {
        int[] spelt = IntStream.range(0, labels.size())
                .filter(i -> labels.get(i).equals(label))
                .toArray();
        return spelt.length > 0
                ? spelt
                : IntStream.range(0, labels.size())
                        .filter(i -> labels.get(i).equalsIgnoreCase(label))
                        .toArray();
    }

    private static String suggestion(String wanted, List<String> labels) {
        List<String> slips = NearestNames.slips(labels, wanted, SLIPS);
        String near = slips.isEmpty() ? "" : "; did you mean " + String.join(", ", slips) + "?";
        String some = labels.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return near + (near.isEmpty() ? "; it has " : " It has ") + labels.size() + " labels: " + some
                + (labels.size() > SHOWN ? ", …" : "");
    }
}
