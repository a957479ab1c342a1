package xai4j.onnx.detection;

import java.util.ArrayList;
import java.util.List;
import xai4j.model.detection.DetectionLayout;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;

/**
 * A detector's graph with its raw numbers joined.
 *
 * @param graph the file's graph with the output {@link #RAW}, {@code [N, …]} flattened and joined
 * @param layout how the row is read
 * @param why what the layout was recognised by, one clause
 */
public record DetectorGraph(OnnxGraph graph, DetectionLayout layout, String why) {
    /** Name of the joined output. */
    public static final String RAW = "xai4j_detections";

    /** Joins values, in this order. */
    static DetectorGraph of(OnnxGraph graph, List<String> values, DetectionLayout layout, String why) {
        OnnxGraph joined = graph.copy();
        List<String> rows = new ArrayList<>();
        for (String value : values) {
            String row = RAW + "_" + rows.size();
            joined.nodes()
                    .add(Node.of("Flatten", List.of(value), List.of(row), Attribute.of("axis", 1L))
                            .named(row));
            rows.add(row);
        }
        joined.nodes().add(Node.of("Concat", rows, List.of(RAW), Attribute.of("axis", 1L)).named(RAW));
        joined.expose(RAW);
        return new DetectorGraph(joined, layout, why);
    }
}
