package xai4j.onnx.detection;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import xai4j.model.detection.TableLayouts;
import xai4j.onnx.graph.GraphLinks;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.onnx.graph.Shapes;

/**
 * What a detector may be recognised by: outputs with their shapes, the picture's size, how many labels there are.
 *
 * @param graph the file's graph
 * @param shapes shapes of its values for pictures of the size
 * @param height rows of the model's input
 * @param width columns of the model's input
 * @param labelCounts numbers of labels that the file, or files beside it, or the caller names
 * @param wanted the layout that the caller says, or empty
 * @param blank runs the graph on a blank picture
 */
record DetectorOutputs(
        OnnxGraph graph,
        GraphLinks links,
        Shapes shapes,
        int height,
        int width,
        Set<Integer> labelCounts,
        Optional<String> wanted,
        BlankRun blank) {
    /** Boxes whose numbers all stay below are shares of the picture; some reach a little beyond its border. */
    private static final double SHARES = 4;

    private static final Set<String> PASSED =
            Set.of("Identity", "Cast", "Reshape", "Transpose", "Concat", "Squeeze", "Unsqueeze", "Flatten", "Slice");

    /** An output of known shape. */
    record Output(String name, List<Long> dims) {
        boolean isNamed(String part) {
            return name.toLowerCase(Locale.ROOT).contains(part);
        }

        int dim(int axis) {
            return dims.get(axis).intValue();
        }

        int rank() {
            return dims.size();
        }
    }

    /** All outputs whose shapes are known. */
    List<Output> known() {
        return graph.outputs().keySet().stream()
                .filter(shapes::isKnown)
                .filter(name -> shapes.type(name).isFloating())
                .map(name -> new Output(
                        name, Arrays.stream(shapes.dims(name)).boxed().toList()))
                .toList();
    }

    /** All outputs of known shape, integers included. */
    List<Output> all() {
        return graph.outputs().keySet().stream()
                .filter(shapes::isKnown)
                .map(name -> new Output(
                        name, Arrays.stream(shapes.dims(name)).boxed().toList()))
                .toList();
    }

    /** Whether the boxes in a value are shares of the picture rather than pixels. */
    boolean areShares(String boxes) {
        for (float number : blank.numbers(boxes)) {
            if (Math.abs(number) >= SHARES) {
                return false;
            }
        }
        return true;
    }

    /** Whether all numbers of a value are within [0, 1] for a blank picture. */
    boolean areProbabilities(String value) {
        for (float number : blank.numbers(value)) {
            if (!(number >= 0 && number <= 1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the caller says that the outputs are laid out so. */
    boolean isSaid(String layout) {
        return wanted.filter(layout::equals).isPresent();
    }

    /** Cells per row of a grid over the picture. */
    int columns(int stride) {
        return TableLayouts.cells(width, stride);
    }

    /** Rows of a grid over the picture. */
    int rows(int stride) {
        return TableLayouts.cells(height, stride);
    }

    /** Cells of a grid over the picture. */
    int cells(int stride) {
        return rows(stride) * columns(stride);
    }

    /** Strides whose grids over the picture have so many cells together, times a number per cell; none when nothing fits. */
    Optional<TableLayouts.Grid> grid(int candidates) {
        return TableLayouts.grid(candidates, width, height);
    }

    /** Operators that made a value, behind what only moves numbers. */
    Set<String> makers(String value) {
        Optional<Node> producer = links.producer(value);
        if (producer.isEmpty()) {
            return Set.of();
        }
        Node node = producer.get();
        boolean bias = node.is("Add")
                && node.inputs().stream().anyMatch(input -> links.stored(input).isPresent());
        if (!PASSED.contains(node.operator()) && !bias) {
            return Set.of(node.operator());
        }
        return node.inputs().stream()
                .filter(input -> !input.isEmpty())
                .flatMap(input -> makers(input).stream())
                .collect(Collectors.toSet());
    }

    /** Whether a value comes straight out of a convolution, so that nothing has been decoded or activated. */
    boolean isRaw(String value) {
        return makers(value).stream().anyMatch(Set.of("Conv", "BatchNormalization")::contains)
                && makers(value).stream().noneMatch(Set.of("Sigmoid", "Softmax", "Exp")::contains)
                && makers(value).size() <= 2;
    }
}
