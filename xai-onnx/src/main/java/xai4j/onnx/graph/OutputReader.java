package xai4j.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import xai4j.model.ModelOutput.Kind;

/** Understands each output of a graph: scores, labels, ranks, an embedding, boxes, a mask. */
final class OutputReader {
    private static final Pattern SCORE_NAME =
            Pattern.compile("(?i).*(logit|score|prob|pred|softmax|sigmoid|class|label|cls).*");
    private static final Pattern EMBEDDING_NAME =
            Pattern.compile("(?i).*(embed|feature|feat\\b|hidden|pooler|pooled|repr|latent|codes?\\b|penultimate).*");
    private static final Pattern AUXILIARY_NAME = Pattern.compile("(?i).*\\baux.*|.*[_./]aux.*");
    private static final Pattern BOX_NAME = Pattern.compile("(?i).*(box|loc\\b|bbox|rois?\\b|dets?\\b|detection).*");

    private final OnnxGraph graph;
    private final GraphLinks links;
    private final Shapes shapes;
    private final Set<String> fromImage;
    private final long batch;
    private final ScoreTail tail;

    OutputReader(OnnxGraph graph, GraphLinks links, Shapes shapes, Set<String> fromImage, long batch) {
        this.graph = graph;
        this.links = links;
        this.shapes = shapes;
        this.fromImage = fromImage;
        this.batch = batch;
        this.tail = new ScoreTail(links, shapes, fromImage, batch);
    }

    /**
     * An output as it is understood.
     *
     * @param name its name
     * @param kind what it holds
     * @param path where the scores behind it are, when there are any
     * @param why one clause on what the kind rests on
     */
    record Read(String name, Kind kind, Optional<ScorePath> path, String why) {
        boolean isAuxiliary() {
            return AUXILIARY_NAME.matcher(name).matches();
        }

        boolean isNamedScores() {
            return SCORE_NAME.matcher(name).matches();
        }
    }

    /** All outputs in the file's order. */
    List<Read> outputs() {
        return graph.outputs().keySet().stream().map(this::read).toList();
    }

    private Read read(String output) {
        Optional<ScorePath> path = vector(output).map(tail::of);
        if (!shapes.isKnown(output) || !shapes.type(output).isFloating()) {
            return discrete(output, path);
        }
        if (path.isEmpty()) {
            return grid(output);
        }
        if (!path.get().note().isEmpty() && isRanked(output, path.get())) {
            return new Read(output, Kind.RANKS, path, "the highest scores in order, whatever their classes");
        }
        if (isEmbedding(output, path.get())) {
            return new Read(output, Kind.EMBEDDING, path, "a vector that stands for the picture");
        }
        return new Read(output, Kind.SCORES, path, perClass(path.get().classes()));
    }

    private static String perClass(int count) {
        return count == 1 ? "one number per picture" : "a number for each of " + count + " classes";
    }

    /** Values that are no float numbers: indices, names, maps. */
    private Read discrete(String output, Optional<ScorePath> path) {
        Optional<Node> producer = links.producer(output);
        if (producer.filter(node -> node.operator().equals("ZipMap")).isPresent()) {
            return new Read(output, Kind.SCORES, path, "scores by the name of the class");
        }
        if (producer.filter(node -> node.is("TopK")).isPresent()) {
            return new Read(output, Kind.RANKS, path, "the classes of the highest scores, in order");
        }
        return new Read(output, path.isPresent() ? Kind.LABELS : Kind.OTHER, path, "the name or index of a class");
    }

    private boolean isRanked(String output, ScorePath path) {
        return ScorePath.isRow(shapes, output, batch)
                && !path.scores().equals(output)
                && path.note().contains("in order");
    }

    private boolean isEmbedding(String output, ScorePath path) {
        boolean normalised = links.producer(output)
                .filter(node -> node.is("LpNormalization") || node.is("Div") && dividesByNorm(node))
                .isPresent();
        boolean named = EMBEDDING_NAME.matcher(output).matches()
                && !SCORE_NAME.matcher(output).matches();
        return path.logits().equals(path.scores()) && (normalised || named);
    }

    private boolean dividesByNorm(Node node) {
        return links.ancestors(List.of(node.input(1))).stream()
                .flatMap(value -> links.producer(value).stream())
                .anyMatch(before -> before.is("ReduceL2") && before.input(0).equals(node.input(0)));
    }

    /** Float values with more than a number per class. */
    private Read grid(String output) {
        long[] dims = shapes.dims(output);
        boolean corners = dims.length >= 2 && dims[dims.length - 1] == 4;
        if (corners && dims.length == 3 || BOX_NAME.matcher(output).matches()) {
            return new Read(output, Kind.BOXES, Optional.empty(), "four numbers for each of several places");
        }
        boolean map = dims.length == 4 && dims[2] > 1 && dims[3] > 1;
        return map
                ? new Read(
                        output,
                        Kind.MASK,
                        Optional.empty(),
                        "numbers for each of " + dims[2] + " x " + dims[3] + " positions")
                : new Read(output, Kind.OTHER, Optional.empty(), "not understood");
    }

    /** The first float vector per image on the way back from an output: past ZipMap, ArgMax and the like. */
    private Optional<String> vector(String output) {
        String value = output;
        while (true) {
            boolean isFloat = shapes.isKnown(value) && shapes.type(value).isFloating();
            if (isFloat && ScorePath.isRow(shapes, value, batch) && fromImage.contains(value)) {
                return Optional.of(value);
            }
            if (isFloat) {
                return Optional.empty();
            }
            Optional<String> before = links.producer(value)
                    .flatMap(node ->
                            node.inputs().stream().filter(fromImage::contains).findFirst());
            if (before.isEmpty()) {
                return Optional.empty();
            }
            value = before.get();
        }
    }

    /** An output with its shape, for messages. */
    String described(String output) {
        return shapes.shape(output)
                .map(shape -> output + " "
                        + Arrays.stream(shape.dims())
                                .mapToObj(dim -> dim < 0 ? "?" : Integer.toString(dim))
                                .collect(Collectors.joining(", ", "[", "]")))
                .orElse(output);
    }

    /** Outputs with their shapes and what they are, for messages. */
    String described(List<Read> outputs) {
        List<String> texts = new ArrayList<>();
        outputs.forEach(read ->
                texts.add(described(read.name()) + " (" + read.kind().name().toLowerCase(Locale.ROOT) + ")"));
        return String.join(", ", texts);
    }
}
