package xai4j.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.image.PixelMapping;
import xai4j.model.ScoreFunction;
import xai4j.model.detection.BoundingBox;
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
    static final String PLACE = "box@";
    private static final int CORNER_AND_EXTENT = 4;
    private static final int SHOWN = 8;
    private static final double SAME = 0.999;

    /** Chooses among detected objects. */
    @FunctionalInterface
    interface Choice {
        /**
         * Positions of the chosen ones.
         *
         * @param found the objects, boxes on the photograph
         */
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

    /** The object that overlaps a rectangle of the photograph best. */
    static BoxTarget overlapping(String text, BoundingBox place) {
        if (!(place.right() > place.left() && place.bottom() > place.top())) {
            throw new IllegalArgumentException(
                    "target \"" + text + "\": a box is left, top, width and height, and this one has no extent");
        }
        return new BoxTarget(
                text,
                found -> List.of(IntStream.range(0, found.size())
                        .filter(i -> found.get(i).box().overlap(place) > 0)
                        .boxed()
                        .max(Comparator.<Integer>comparingDouble(
                                        i -> found.get(i).box().overlap(place))
                                .thenComparing(Comparator.reverseOrder()))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "no detected object overlaps the box " + place + "; detected are " + placed(found)))));
    }

    /** Four numbers are objects where all of them are, as they are in {@code box:0,1,2,3} of a crowded picture, and else a place. */
    private static BoxTarget numbersOrPlace(String text, List<Double> four) {
        return new BoxTarget(text, found -> {
            boolean counted = four.stream().distinct().count() == CORNER_AND_EXTENT
                    && four.stream().allMatch(number -> number % 1 == 0 && number >= 0 && number < found.size());
            return counted
                    ? four.stream().map(Double::intValue).toList()
                    : overlapping(text, place(four)).choice.of(found);
        });
    }

    private static BoundingBox place(List<Double> four) {
        double left = four.get(0);
        double top = four.get(1);
        return new BoundingBox(left, top, left + four.get(2), top + four.get(3));
    }

    /** Reads {@code box:0}, {@code box:0,2}, {@code boxes}, {@code boxes:0.5} and {@code box@120,80,60,40}. */
    static BoxTarget parse(String text) {
        try {
            if (text.startsWith(PREFIX) || text.startsWith(PLACE)) {
                List<Double> given = Arrays.stream(
                                text.substring(PREFIX.length()).split(",", -1))
                        .map(String::strip)
                        .map(BoxTarget::finite)
                        .toList();
                boolean four = given.size() == CORNER_AND_EXTENT;
                if (four) {
                    return text.startsWith(PLACE) ? overlapping(text, place(given)) : numbersOrPlace(text, given);
                }
                if (text.startsWith(PLACE)) {
                    throw new NumberFormatException("not four numbers");
                }
                return numbers(text, given.stream().map(BoxTarget::whole).toList());
            }
            return above(text, text.equals(ALL) ? 0 : Double.parseDouble(text.substring(ALL.length() + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "target \"" + text + "\": write " + PREFIX + "0, " + PREFIX + "0,2, " + ALL + ":0.5, or " + PLACE
                            + "120,80,60,40 for left, top, width and height on the photograph",
                    e);
        }
    }

    private static double finite(String text) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(text + " is no place");
        }
        return number;
    }

    private static int whole(double number) {
        if (number % 1 != 0 || Math.abs(number) > Integer.MAX_VALUE) {
            throw new NumberFormatException(number + " is no number of an object");
        }
        return (int) number;
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
        PixelMapping mapping = context.image().mapping();
        List<Integer> chosen = choice.of(
                found.stream().map(detection -> detection.onPhotograph(mapping)).toList());
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

    private static String placed(List<Detection> found) {
        String some = IntStream.range(0, Math.min(SHOWN, found.size()))
                .mapToObj(i ->
                        i + ": " + found.get(i).label() + " " + found.get(i).box())
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
