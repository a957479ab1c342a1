package xai4j.onnx.train;

import java.nio.file.Path;
import java.util.List;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.tensor.XaiException;

/**
 * Writes a backbone with a trained head as one ONNX file: the backbone's own nodes up to its feature map, and the head behind them. Labels and
 * preprocessing stand in its metadata.
 */
public final class HeadExport {
    private HeadExport() {}

    /**
     * Writes pooling and a linear layer behind a backbone. The scores are logits.
     *
     * @param labels names of the classes, one per row of the head
     * @throws XaiException if the file cannot be written
     * @throws IllegalArgumentException if head, backbone and labels do not fit each other
     */
    public static void write(Backbone backbone, LinearClassifier head, List<String> labels, Path file) {
        if (head.classes() != labels.size() || head.channels() != backbone.map().dim(0)) {
            throw new IllegalArgumentException("a head [" + head.classes() + ", " + head.channels() + "] does not fit "
                    + labels.size() + " labels and the map " + backbone.map());
        }
        BackboneWriter graph = BackboneWriter.of(backbone, labels);
        String pooled = graph.node("GlobalAveragePool", List.of(graph.map()), "pooled");
        String row = graph.node("Flatten", List.of(pooled), "row", OnnxAttribute.of("axis", 1));
        String weights = graph.constant("weight", new long[] {head.classes(), head.channels()}, head.weights());
        String bias = graph.constant("bias", new long[] {head.classes()}, head.bias());
        String logits = graph.node("Gemm", List.of(row, weights, bias), "logits", OnnxAttribute.of("transB", 1));
        graph.writer().output(logits, "scores");
        graph.writer().write(file);
    }
}
