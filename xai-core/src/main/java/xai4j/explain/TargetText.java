package xai4j.explain;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Reads targets as they are written on the command line and in provenances. */
final class TargetText {
    private static final String TOP = "top:";

    private TargetText() {}

    static Target parse(String text) {
        if (text.equals("predicted")) {
            return Target.predicted();
        }
        if (text.startsWith(TOP)) {
            return Target.top(number(text, TOP));
        }
        if (text.startsWith(FinerTarget.PREFIX)) {
            return FinerTarget.parse(text);
        }
        if (text.startsWith(BoxTarget.PREFIX)
                || text.startsWith(BoxTarget.PLACE)
                || text.equals(BoxTarget.ALL)
                || text.startsWith(BoxTarget.ALL + ":")) {
            return BoxTarget.parse(text);
        }
        if (text.startsWith(RegionTarget.PREFIX)) {
            return RegionTarget.parse(text);
        }
        if (text.startsWith(ValueTarget.PREFIX)) {
            return ValueTarget.parse(text);
        }
        if (text.startsWith(WeightedTarget.PREFIX)) {
            return Target.weighted(weights(text));
        }
        if (text.startsWith(SimilarityTarget.COSINE)) {
            return SimilarityTarget.parse(text.substring(SimilarityTarget.COSINE.length()), true);
        }
        if (text.startsWith(SimilarityTarget.DOT)) {
            return SimilarityTarget.parse(text.substring(SimilarityTarget.DOT.length()), false);
        }
        if (text.matches("\\d{1,9}(,\\d{1,9})*")) {
            return Target.indices(Arrays.stream(text.split(",", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray());
        }
        if (text.matches("\\d{1,9}-\\d{1,9}")) {
            int hyphen = text.indexOf('-');
            return Target.contrast(text.substring(0, hyphen), text.substring(hyphen + 1));
        }
        return Target.label(text);
    }

    /** Whether reading or resolving a target may touch a file: a likeness to what is in one, or a region by a mask. */
    static boolean namesFile(String text) {
        return text.startsWith(SimilarityTarget.COSINE)
                || text.startsWith(SimilarityTarget.DOT)
                || text.startsWith(RegionTarget.PREFIX)
                        && RegionTarget.parse(text).isPlacedByFile();
    }

    private static int number(String text, String prefix) {
        try {
            return Integer.parseInt(text.substring(prefix.length()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("target \"" + text + "\": a number must follow " + prefix, e);
        }
    }

    private static Map<Integer, Double> weights(String text) {
        Map<Integer, Double> weights = new TreeMap<>();
        try {
            for (String part : text.substring(WeightedTarget.PREFIX.length()).split(",", -1)) {
                int equals = part.indexOf('=');
                weights.merge(
                        Integer.parseInt(part.substring(0, equals).strip()),
                        Double.parseDouble(part.substring(equals + 1)),
                        Double::sum);
            }
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "target \"" + text + "\": weights are written as " + WeightedTarget.PREFIX + "7=1,9=-0.5", e);
        }
        return weights;
    }
}
