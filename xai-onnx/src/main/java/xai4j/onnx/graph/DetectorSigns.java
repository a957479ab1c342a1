package xai4j.onnx.graph;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.ModelOutput.Kind;
import xai4j.onnx.graph.OutputReader.Read;

/**
 * What gives a detector away: boxes beside its scores, a number of places that is that of a grid of anchors, the suppression of
 * overlapping boxes.
 *
 * <p>A classifier's {@code [1, K, 1]} and a detector's {@code [1, 1600, 1]} look alike; only what stands beside them tells them apart.
 */
final class DetectorSigns {
    /** With fewer places a value is as well a list of classes with four numbers each. */
    private static final int FEW_PLACES = 8;

    private static final long[][] STRIDES = {{8, 16, 32}, {8, 16, 32, 64}, {16, 32}, {4, 8, 16, 32}, {8}, {16}, {32}};
    private static final Set<String> SUPPRESSION =
            Set.of("NonMaxSuppression", "EfficientNMS_TRT", "BatchedNMS_TRT", "BatchedNMSDynamic_TRT");

    private final OnnxGraph graph;
    private final GraphLinks links;
    private final Shapes shapes;
    private final List<Read> outputs;
    private final OutputReader reader;

    DetectorSigns(OnnxGraph graph, GraphLinks links, Shapes shapes, List<Read> outputs, OutputReader reader) {
        this.graph = graph;
        this.links = links;
        this.shapes = shapes;
        this.outputs = outputs;
        this.reader = reader;
    }

    /** The clearest sign, as a clause; empty when there is none. */
    Optional<String> found() {
        return suppression().or(this::boxesBeside).or(this::anchors).or(this::decoded);
    }

    private Optional<String> suppression() {
        return graph.nodes().stream()
                .filter(node -> SUPPRESSION.contains(node.operator()))
                .filter(node -> links.descendants(node.outputs()).stream()
                        .anyMatch(graph.outputs().keySet()::contains))
                .findFirst()
                .map(node -> "the operator " + node + " chooses among overlapping boxes");
    }

    /** An output of four numbers for each of many places, and another with as many places. */
    private Optional<String> boxesBeside() {
        for (Read boxes : outputs) {
            long[] dims = dims(boxes.name());
            boolean four = dims.length == 3 && dims[2] == 4 && dims[1] >= FEW_PLACES;
            Optional<Read> scores = outputs.stream()
                    .filter(other -> !other.name().equals(boxes.name()))
                    .filter(other -> dims(other.name()).length >= 2 && four && dims(other.name())[1] == dims[1])
                    .findFirst();
            if (four && scores.isPresent()) {
                return Optional.of(reader.described(boxes.name()) + " holds boxes beside "
                        + reader.described(scores.get().name()));
            }
        }
        return Optional.empty();
    }

    /** An output whose number of places is that of the cells of the usual grids over the picture. */
    private Optional<String> anchors() {
        return outputs.stream()
                .filter(output -> isAnchored(dims(output.name())))
                .findFirst()
                .map(output -> reader.described(output.name())
                        + " has as many places as a detector's grids over the picture have cells");
    }

    private boolean isAnchored(long[] dims) {
        long[] image = picture();
        if (image.length != 2 || dims.length != 3 || dims[1] == 1 || dims[2] == 1) {
            return false;
        }
        for (long[] strides : STRIDES) {
            long cells = 0;
            for (long stride : strides) {
                cells += (image[0] / stride) * (image[1] / stride);
            }
            for (long perCell = 1; perCell <= 9 && cells > FEW_PLACES; perCell++) {
                if (Math.max(dims[1], dims[2]) == cells * perCell && Math.min(dims[1], dims[2]) > 4) {
                    return true;
                }
            }
        }
        return false;
    }

    private long[] picture() {
        return graph.ports().stream()
                .map(port -> dims(port.name()))
                .filter(dims -> dims.length == 4)
                .findFirst()
                .map(dims -> dims[1] <= 4 ? new long[] {dims[2], dims[3]} : new long[] {dims[1], dims[2]})
                .orElse(new long[0]);
    }

    /** Corners, score and class of objects in order of their scores; or five and more numbers per anchor and cell. */
    private Optional<String> decoded() {
        for (Read output : outputs) {
            long[] dims = dims(output.name());
            boolean objects = dims.length == 3 && dims[1] >= FEW_PLACES && (dims[2] == 6 || dims[2] == 7);
            if (objects && output.path().isEmpty()) {
                return Optional.of(
                        reader.described(output.name()) + " holds a list of objects: corners, score and class of each");
            }
            if (dims.length == 5 && dims[4] > 4 && dims[2] > 1 && dims[3] > 1) {
                return Optional.of(reader.described(output.name()) + " holds boxes and scores per anchor and cell");
            }
            if (output.kind() == Kind.BOXES && outputs.size() > 1) {
                return Optional.of(reader.described(output.name()) + " holds boxes");
            }
        }
        return Optional.empty();
    }

    private long[] dims(String value) {
        return shapes.isKnown(value) ? shapes.dims(value) : new long[0];
    }
}
