package xai4j.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.model.ScoreFunction;
import xai4j.model.detection.BoxScore;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.DetectionModel;

/**
 * Objects that a detector found: the score of the detection that overlaps each.
 *
 * @param text as on the command line
 * @param choice which of the objects, given all of them in order of their scores
 */
record BoxTarget(String text, Choice choice) implements Target {
    static final String PREFIX = "box:";
    static final String ALL = "boxes";
    private static final int SHOWN = 8;
    private static final double SAME = 0.999;

    /** Chooses among detected objects. */
    @FunctionalInterface
    interface Choice {
        /** Positions of the chosen ones. */
        List<Integer> of(List<Detection> found);
    }

    /** Objects by their number, the surest is 0. */
    static BoxTarget numbers(String text, List<Integer> numbers) {
        return new BoxTarget(
                text,
                found -> numbers.stream().map(number -> checked(number, found)).toList());
    }

    /** The surest objects. */
    static BoxTarget top(int count) {
        return new BoxTarget(
                count == 1 ? "predicted" : "top:" + count, found -> IntStream.range(0, Math.min(count, found.size()))
                        .boxed()
                        .toList());
    }

    /** All objects whose score reaches a bound. */
    static BoxTarget above(String text, double score) {
        return new BoxTarget(text, found -> IntStream.range(0, found.size())
                .filter(i -> found.get(i).score() >= score)
                .boxed()
                .toList());
    }

    /** All objects of a class, by name or number of the class. */
    static BoxTarget ofClass(String name) {
        return new BoxTarget(name, found -> {
            List<Integer> named = IntStream.range(0, found.size())
                    .filter(i -> found.get(i).label().equalsIgnoreCase(name)
                            || name.equals(Integer.toString(found.get(i).index())))
                    .boxed()
                    .toList();
            if (named.isEmpty()) {
                throw new IllegalArgumentException("no \"" + name + "\" is detected; detected are " + described(found));
            }
            return named;
        });
    }

    /** Reads {@code box:0}, {@code box:0,2}, {@code boxes} and {@code boxes:0.5}. */
    static BoxTarget parse(String text) {
        try {
            if (text.startsWith(PREFIX)) {
                return numbers(
                        text,
                        Arrays.stream(text.substring(PREFIX.length()).split(",", -1))
                                .map(String::strip)
                                .map(Integer::valueOf)
                                .toList());
            }
            return above(text, text.equals(ALL) ? 0 : Double.parseDouble(text.substring(ALL.length() + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "target \"" + text + "\": write " + PREFIX + "0, " + PREFIX + "0,2 or " + ALL + ":0.5", e);
        }
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        DetectionLayout layout = context.model()
                .as(DetectionModel.class)
                .map(DetectionModel::layout)
                .orElseThrow(() -> new IllegalArgumentException("the target " + text + " is a detected object, and "
                        + context.model().spec().name() + " is no detector"));
        List<Detection> found = layout.detect(context.scores());
        if (found.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s detects nothing in this picture with a score of at least %.2f",
                    context.model().spec().name(),
                    layout.threshold()));
        }
        List<Integer> chosen = choice.of(found);
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    "no detected object meets the target " + text + "; detected are " + described(found));
        }
        List<ScoreFunction> functions = new ArrayList<>();
        for (int number : chosen) {
            OptionalInt same = coinciding(number, found);
            if (same.isPresent() && isNamed()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "box %d lies where box %d does, and both are %s: nothing tells them apart; explain box:%d",
                        number,
                        same.getAsInt(),
                        found.get(number).label(),
                        same.getAsInt()));
            }
            if (same.isEmpty()) {
                functions.add(BoxScore.of(layout, found, number));
            }
        }
        return functions;
    }

    /** Whether the caller counted boxes rather than meant all of a kind. */
    private boolean isNamed() {
        return text.startsWith(PREFIX);
    }

    /** A surer object of the same class in the same place. */
    private static OptionalInt coinciding(int number, List<Detection> found) {
        Detection own = found.get(number);
        return IntStream.range(0, number)
                .filter(other -> found.get(other).index() == own.index()
                        && found.get(other).box().overlap(own.box()) > SAME)
                .findFirst();
    }

    private static int checked(int number, List<Detection> found) {
        if (number < 0 || number >= found.size()) {
            throw new IllegalArgumentException("there is no box " + number + "; detected are " + described(found));
        }
        return number;
    }

    private static String described(List<Detection> found) {
        String some = IntStream.range(0, Math.min(SHOWN, found.size()))
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "%d: %s (%.2f)",
                        i,
                        found.get(i).label(),
                        found.get(i).score()))
                .collect(Collectors.joining(", "));
        return some + (found.size() > SHOWN ? ", … (" + found.size() + ")" : "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BoxTarget same && text.equals(same.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
