package xai4j.explain;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.model.NearestNames;

/** Which class, or classes, of an image's scores are to be explained. */
public sealed interface Target {
    /** The classes of the highest scores, the highest first; equal scores in order of index. */
    record Top(int count) implements Target {
        /** Checks the count. */
        public Top {
            if (count < 1) {
                throw new IllegalArgumentException("top:" + count + " asks for no class");
            }
        }
    }

    /** Classes by position in the scores. */
    record Indices(List<Integer> indices) implements Target {
        /** Copies the list. */
        public Indices {
            indices = List.copyOf(indices);
        }
    }

    /** A class by name. */
    record Label(String label) implements Target {}

    /** The class of the highest score; the default. */
    static Target predicted() {
        return new Top(1);
    }

    /** The {@code count} classes of the highest scores, in one run. */
    static Target top(int count) {
        return new Top(count);
    }

    /** The class at a position in the scores. */
    static Target index(int index) {
        return new Indices(List.of(index));
    }

    /** Several classes by position, in one run. */
    static Target indices(int... indices) {
        return new Indices(Arrays.stream(indices).boxed().toList());
    }

    /** The class of a name, as the model's labels spell it; case is ignored unless it decides between two. */
    static Target label(String label) {
        return new Label(label);
    }

    /**
     * Reads {@code 7}, {@code 7,9}, {@code top:3}, {@code predicted} or a label.
     *
     * @throws IllegalArgumentException if {@code top:} is not followed by a positive number
     */
    static Target parse(String text) {
        if (text.equals("predicted")) {
            return predicted();
        }
        if (text.startsWith("top:")) {
            try {
                return top(Integer.parseInt(text.substring("top:".length())));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("target \"" + text + "\": a number must follow top:", e);
            }
        }
        if (text.matches("\\d{1,9}(,\\d{1,9})*")) {
            return indices(
                    Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray());
        }
        return label(text);
    }

    /**
     * The class indices that this target means for one image.
     *
     * @param scores the image's scores {@code [K]}
     * @param labels the model's labels, possibly none
     * @throws IllegalArgumentException if there is no such class; the message says which there are
     */
    default int[] resolve(float[] scores, List<String> labels) {
        if (this instanceof Top top && top.count() == 1 && scores.length > 0) {
            return new int[] {highest(scores)};
        }
        if (this instanceof Top top) {
            return IntStream.range(0, scores.length)
                    .boxed()
                    .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                    .limit(top.count())
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        if (this instanceof Indices wanted) {
            return wanted.indices().stream()
                    .mapToInt(index -> checked(index, scores.length))
                    .toArray();
        }
        String label = ((Label) this).label();
        int known = Math.min(labels.size(), scores.length);
        int[] spelt = IntStream.range(0, known)
                .filter(i -> labels.get(i).equals(label))
                .toArray();
        int[] found = spelt.length > 0
                ? spelt
                : IntStream.range(0, known)
                        .filter(i -> labels.get(i).equalsIgnoreCase(label))
                        .toArray();
        if (found.length == 1) {
            return found;
        }
        if (found.length > 1) {
            throw new IllegalArgumentException("the label \"" + label + "\" is ambiguous: the classes "
                    + Arrays.stream(found).mapToObj(Integer::toString).collect(Collectors.joining(", "))
                    + " have it; give an index");
        }
        throw new IllegalArgumentException("the model has no label \"" + label + "\""
                + (labels.isEmpty() ? "; it has none at all, use an index" : suggestion(label, labels)));
    }

    /** The same as the first of the sorted, where NaN counts as the highest. */
    private static int highest(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = Float.compare(scores[i], scores[best]) > 0 ? i : best;
        }
        return best;
    }

    private static int checked(int index, int classes) {
        if (index < 0 || index >= classes) {
            throw new IllegalArgumentException(
                    "target " + index + " is not one of the model's classes 0…" + (classes - 1));
        }
        return index;
    }

    private static String suggestion(String wanted, List<String> labels) {
        List<String> slips = NearestNames.slips(labels, wanted, 3);
        String near = slips.isEmpty() ? "" : "; did you mean " + String.join(", ", slips) + "?";
        String some = labels.stream().limit(8).collect(Collectors.joining(", "));
        return near + (near.isEmpty() ? "; it has " : " It has ") + labels.size() + " labels: " + some
                + (labels.size() > 8 ? ", …" : "");
    }
}
