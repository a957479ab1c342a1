package xai4j.onnx.graph;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.ModelException;
import xai4j.model.ScoreKind;

/**
 * Where the class scores of a model are.
 *
 * @param scores the value that holds one score per class
 * @param logits the value before the final softmax or sigmoid; the scores themselves when there is none
 * @param kind what the scores are
 */
record ScorePath(String scores, String logits, ScoreKind kind) {
    private static final Set<String> PASSED =
            Set.of("Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Dropout");

    static ScorePath find(OnnxGraph graph, GraphLinks links, Shapes shapes, Set<String> fromImage) {
        List<String> candidates = graph.outputs().keySet().stream()
                .flatMap(output -> vector(output, links, shapes, fromImage).stream())
                .distinct()
                .toList();
        String scores = candidates.stream()
                .filter(value -> candidates.stream()
                        .noneMatch(other -> !other.equals(value)
                                && links.ancestors(List.of(other)).contains(value)))
                .max(Comparator.comparingLong(value -> classes(shapes, value)))
                .orElseThrow(
                        () -> new ModelException(graph.source() + " gives no float score per class; its outputs are "
                                + String.join(", ", graph.outputs().keySet())));
        return ofScores(scores, links);
    }

    private static ScorePath ofScores(String scores, GraphLinks links) {
        String value = scores;
        for (Optional<Node> next = links.producer(value); next.isPresent(); next = links.producer(value)) {
            Node node = next.get();
            ScoreKind kind = kind(node);
            value = node.input(0);
            if (kind != ScoreKind.LOGITS) {
                return new ScorePath(scores, value, kind);
            }
            if (!PASSED.contains(node.operator())) {
                break;
            }
        }
        return new ScorePath(scores, scores, ScoreKind.LOGITS);
    }

    private static ScoreKind kind(Node node) {
        return switch (node.isStandard() ? node.operator() : "") {
            case "Softmax" -> ScoreKind.PROBABILITIES;
            case "LogSoftmax" -> ScoreKind.LOG_PROBABILITIES;
            case "Sigmoid" -> ScoreKind.MULTILABEL_PROBABILITIES;
            default -> ScoreKind.LOGITS;
        };
    }

    /** The first float vector per image on the way back from an output: past ZipMap, ArgMax and the like. */
    private static Optional<String> vector(String output, GraphLinks links, Shapes shapes, Set<String> fromImage) {
        String value = output;
        while (true) {
            if (isVector(shapes, value)) {
                return Optional.of(value);
            }
            if (shapes.isKnown(value) && shapes.type(value).isFloating()) {
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

    private static boolean isVector(Shapes shapes, String value) {
        if (!shapes.isKnown(value) || !shapes.type(value).isFloating()) {
            return false;
        }
        long[] dims = shapes.dims(value);
        return dims.length == 1
                ? dims[0] > 1 && !shapes.isBatchDynamic()
                : dims.length > 1 && Dims.size(dims) == dims[0] * classes(shapes, value);
    }

    /** Number of classes of scores {@code [N, K]}, {@code [N, K, 1, 1]}, {@code [N, 1, 1, K]} or, of one image, {@code [K]}. */
    static long classes(Shapes shapes, String value) {
        long[] dims = shapes.dims(value);
        long largest = dims.length == 1 ? dims[0] : 1;
        for (int i = 1; i < dims.length; i++) {
            largest = Math.max(largest, dims[i]);
        }
        return largest;
    }
}
