package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import xai4j.model.ScoreKind;

/**
 * Follows an output back to the scores of the classes and to their logits.
 *
 * <p>Exporters put more behind the last layer than a softmax: percentages, bounds, a choice or an order of classes, both probabilities of a
 * yes-or-no question. Whatever is monotone per class is stepped over; what mixes classes ends the way.
 */
final class ScoreTail {
    /** Rising functions of one number that keep order but not value; bounds are among them, as they change what they touch. */
    private static final Set<String> RISING = Set.of("Sqrt", "Clip", "Max", "Min", "Exp", "Log", "Tanh", "Round");

    private static final Set<String> COMBINING = Set.of(
            "Add", "Sum", "Mean", "Mul", "Sub", "Div", "Max", "Min", "Concat", "Where", "ReduceMean", "ReduceSum");
    private static final Set<String> CHOOSING = Set.of("Slice", "Gather");

    private final GraphLinks links;
    private final Shapes shapes;
    private final Set<String> fromImage;
    private final long batch;
    private final Activation.Finder activations;

    ScoreTail(GraphLinks links, Shapes shapes, Set<String> fromImage, long batch) {
        this.links = links;
        this.shapes = shapes;
        this.fromImage = fromImage;
        this.batch = batch;
        this.activations = new Activation.Finder(links, shapes);
    }

    /**
     * A way back to an activation.
     *
     * @param value the activation's output
     * @param found the activation
     * @param choices nodes that chose classes since, the last in the graph first
     * @param rises whether what comes out rises with the activation
     * @param exact whether what comes out are the activation's own numbers
     */
    private record Way(String value, Activation found, List<Node> choices, boolean rises, boolean exact) {}

    /** Where the scores are that a row of numbers shows. */
    ScorePath of(String output) {
        TailGraph added = new TailGraph();
        Optional<String> ranked = ranked(output);
        if (ranked.isPresent()) {
            ScorePath real = of(ranked.get());
            return new ScorePath(
                    real.scores(),
                    real.logits(),
                    real.kind(),
                    real.classes(),
                    real.added(),
                    output + " holds only the highest scores, in order; they are read before that");
        }
        Optional<ScorePath> both = links.producer(passed(output))
                .filter(node -> node.is("Concat"))
                .flatMap(node -> joined(output, node, added));
        return both.or(() -> activated(output).map(way -> path(output, way, added)))
                .orElseGet(() -> plain(output));
    }

    private ScorePath plain(String output) {
        String mixed = mixed(output);
        ScoreKind kind = mixed.isEmpty() ? ScoreKind.LOGITS : ScoreKind.OTHER;
        return new ScorePath(output, output, kind, classes(output), TailGraph.NOTHING, mixed);
    }

    private ScorePath path(String output, Way way, TailGraph added) {
        int selected = classes(output);
        int before = classes(way.value());
        String scores = way.exact() ? output : chosen(way, way.value(), added);
        String all = single(way.found().logits());
        boolean oneOfTwo = before == 2
                && selected == 1
                && way.found().kind() == ScoreKind.PROBABILITIES
                && way.choices().size() == 1;
        String logits = oneOfTwo ? difference(way, all, added) : chosen(way, all, added);
        String signed = way.rises() ? logits : added.apply("Neg", List.of(logits));
        ScoreKind kind = selected == 1 && way.found().kind() == ScoreKind.PROBABILITIES
                ? ScoreKind.MULTILABEL_PROBABILITIES
                : way.found().kind();
        return new ScorePath(
                scores,
                signed,
                kind,
                selected,
                added,
                way.exact() ? "" : output + " scales or bounds the scores; they are read before that");
    }

    /** The classes that are chosen since, of all. */
    private static String chosen(Way way, String value, TailGraph added) {
        String at = value;
        for (int i = way.choices().size() - 1; i >= 0; i--) {
            at = added.again(way.choices().get(i), at);
        }
        return at;
    }

    /** How much more the chosen one of two classes has than the other: what its probability is the sigmoid of. */
    private String difference(Way way, String logits, TailGraph added) {
        Node choice = way.choices().get(0);
        OptionalInt one = chosenClass(choice);
        if (one.isEmpty() || shapes.dims(logits).length != 2) {
            return chosen(way, logits, added);
        }
        boolean keeps = shapes.dims(choice.output(0)).length == 2;
        String mine = added.take(logits, one.getAsInt(), keeps);
        return added.apply("Sub", List.of(mine, added.take(logits, 1 - one.getAsInt(), keeps)));
    }

    /** The one of two classes that a node takes. */
    private OptionalInt chosenClass(Node choice) {
        Optional<long[]> start = choice.is("Gather")
                ? shapes.longs(choice.input(1))
                : choice.attribute("starts").map(Attribute::integers).or(() -> shapes.longs(choice.input(1)));
        return start.filter(values -> values.length == 1 && values[0] >= -2 && values[0] <= 1)
                .map(values -> OptionalInt.of((int) Math.floorMod(values[0], 2L)))
                .orElse(OptionalInt.empty());
    }

    /** Both probabilities of a yes-or-no question, or several activations side by side. */
    private Optional<ScorePath> joined(String output, Node concat, TailGraph added) {
        List<String> logits = new ArrayList<>();
        List<Way> ways = new ArrayList<>();
        for (String piece : concat.inputs()) {
            Optional<Way> way =
                    activated(piece).filter(found -> found.exact() && ScorePath.isRow(shapes, piece, batch));
            if (way.isEmpty()
                    || shapes.dims(piece).length
                            != shapes.dims(single(way.get().found().logits())).length) {
                return Optional.empty();
            }
            String chosen = chosen(way.get(), single(way.get().found().logits()), added);
            logits.add(way.get().rises() ? chosen : added.apply("Neg", List.of(chosen)));
            ways.add(way.get());
        }
        String all = added.apply("Concat", logits, Attribute.of("axis", concat.integer("axis", 1)));
        boolean opposites = ways.size() == 2
                && ways.get(0).value().equals(ways.get(1).value())
                && ways.get(0).rises() != ways.get(1).rises();
        ScoreKind kind =
                opposites ? ScoreKind.PROBABILITIES : ways.get(0).found().kind();
        return Optional.of(new ScorePath(output, all, kind, classes(output), added, ""));
    }

    /** The way from a row of numbers back to an activation; empty when something on it mixes classes, or there is none. */
    private Optional<Way> activated(String output) {
        List<Node> choices = new ArrayList<>();
        boolean rises = true;
        boolean exact = true;
        String at = output;
        for (Optional<Node> next = links.producer(at); next.isPresent(); next = links.producer(at)) {
            Node node = next.get();
            Optional<Activation> activation = activations.of(node).filter(found -> isRow(found.logits()));
            if (activation.isPresent()) {
                return Optional.of(new Way(at, activation.get(), choices, rises, exact));
            }
            int input = moving(node);
            if (input < 0 || !isRow(node.input(input))) {
                return Optional.empty();
            }
            OptionalInt direction = direction(node, input);
            if (direction.isEmpty()) {
                return Optional.empty();
            }
            if (chooses(node)) {
                choices.add(node);
            }
            rises ^= direction.getAsInt() < 0;
            exact &= OperatorFacts.isRearranging(node) || chooses(node) || isComplement(node, input);
            at = node.input(input);
        }
        return Optional.empty();
    }

    /** Which input of a node depends on the image, when only one does; −1 otherwise. */
    private int moving(Node node) {
        int found = -1;
        for (int i = 0; i < node.inputs().size(); i++) {
            if (fromImage.contains(node.input(i))) {
                if (found >= 0) {
                    return -1;
                }
                found = i;
            }
        }
        return found;
    }

    /** Whether each output rises (1) or falls (−1) with the input of its class alone; empty when it does neither. */
    private OptionalInt direction(Node node, int input) {
        String operator = node.isStandard() ? node.operator() : "";
        if (OperatorFacts.isRearranging(node) || RISING.contains(operator) || chooses(node)) {
            return OptionalInt.of(1);
        }
        return switch (operator) {
            case "Neg" -> OptionalInt.of(-1);
            case "Add" -> OptionalInt.of(1);
            case "Sub" -> OptionalInt.of(input == 0 ? 1 : -1);
            case "Mul" -> sign(node.input(1 - input));
            case "Div" -> input == 0 ? sign(node.input(1)) : OptionalInt.empty();
            case "Pow" -> input == 0 ? sign(node.input(1)) : OptionalInt.empty();
            default -> OptionalInt.empty();
        };
    }

    /** The common sign of a constant's numbers; empty when they differ or one is zero. */
    private OptionalInt sign(String constant) {
        double[] values = shapes.constant(constant).orElse(new double[0]);
        if (values.length > 0 && Arrays.stream(values).allMatch(value -> value > 0)) {
            return OptionalInt.of(1);
        }
        return values.length > 0 && Arrays.stream(values).allMatch(value -> value < 0)
                ? OptionalInt.of(-1)
                : OptionalInt.empty();
    }

    /** Whether a node is {@code 1 − x}. */
    private boolean isComplement(Node node, int input) {
        return node.is("Sub")
                && input == 1
                && shapes.constant(node.input(0))
                        .filter(values -> Arrays.stream(values).allMatch(value -> value == 1))
                        .isPresent();
    }

    /** Whether a node takes some classes of {@code [N, K]}. */
    private boolean chooses(Node node) {
        if (!CHOOSING.contains(node.operator()) || !node.isStandard() || !shapes.isKnown(node.input(0))) {
            return false;
        }
        long[] dims = shapes.dims(node.input(0));
        long[] after = shapes.isKnown(node.output(0)) ? shapes.dims(node.output(0)) : new long[0];
        return dims.length == 2 && after.length > 0 && after[0] == dims[0] && dims[0] == batch;
    }

    /** What a value of the highest scores in order is taken from. */
    private Optional<String> ranked(String output) {
        String at = output;
        for (Optional<Node> next = links.producer(at); next.isPresent(); next = links.producer(at)) {
            Node node = next.get();
            boolean ranks = node.is("TopK") && node.output(0).equals(at) || node.is("ReduceMax");
            if (ranks && isRow(node.input(0)) && classes(node.input(0)) > 1) {
                return Optional.of(node.input(0));
            }
            Optional<Activation> activation = activations.of(node);
            int input = moving(node);
            boolean follows = activation.isPresent()
                    || input >= 0 && direction(node, input).isPresent();
            String before = activation.map(Activation::logits).orElse(node.input(Math.max(0, input)));
            if (!follows || !isRow(before)) {
                return Optional.empty();
            }
            at = before;
        }
        return Optional.empty();
    }

    /** What to say of scores behind which there is an activation that cannot be reached. */
    private String mixed(String output) {
        String at = output;
        for (Optional<Node> next = links.producer(at); next.isPresent(); next = links.producer(at)) {
            Node node = next.get();
            List<String> rows = node.inputs().stream()
                    .filter(value -> fromImage.contains(value) && isRow(value))
                    .toList();
            boolean combines = COMBINING.contains(node.isStandard() ? node.operator() : "");
            if (combines && rows.stream().anyMatch(row -> activated(row).isPresent())) {
                return "the operator " + node + " mixes what a softmax or sigmoid gives, so " + output
                        + " itself is explained and not a logit";
            }
            if (rows.size() != 1
                    || !combines && moving(node) < 0
                    || !combines && direction(node, moving(node)).isEmpty()) {
                return "";
            }
            at = rows.get(0);
        }
        return "";
    }

    /** The same numbers before they were widened to float64, for which engines have few kernels. */
    private String single(String value) {
        return links.producer(value)
                .filter(node -> node.is("Cast")
                        && shapes.type(value) == ElementType.DOUBLE
                        && shapes.type(node.input(0)) == ElementType.FLOAT)
                .map(node -> node.input(0))
                .orElse(value);
    }

    /** Steps back over what keeps the numbers of a row. */
    private String passed(String value) {
        String at = value;
        for (Optional<Node> node = links.producer(at); node.isPresent(); node = links.producer(at)) {
            if (!OperatorFacts.isRearranging(node.get()) || !isRow(node.get().input(0))) {
                return at;
            }
            at = node.get().input(0);
        }
        return at;
    }

    private int classes(String row) {
        return (int) ScorePath.classes(shapes, row, batch);
    }

    private boolean isRow(String value) {
        return ScorePath.isRow(shapes, value, batch);
    }
}
