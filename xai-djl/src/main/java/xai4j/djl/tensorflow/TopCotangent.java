package xai4j.djl.tensorflow;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;

/** Lets the graph choose the class by itself: one where a row's highest score stands first, zero elsewhere. */
final class TopCotangent {
    private final Graph graph;
    private final String prefix;

    TopCotangent(Graph graph, String prefix) {
        this.graph = graph;
        this.prefix = prefix + "_top_";
    }

    /** The table {@code [N, K]} for scores of any rank that hold {@code N · K} numbers. */
    Output<?> of(Output<?> scores, int classes) {
        Output<?> classAxis = constant("axis", TInt32.scalarOf(1));
        Output<?> table = op("Reshape", "table", scores, constant("shape", TInt32.vectorOf(-1, classes)));
        Output<?> highest = graph.opBuilder("Max", prefix + "highest", graph.baseScope())
                .addInput(table)
                .addInput(constant("axes", TInt32.vectorOf(1)))
                .setAttr("keep_dims", true)
                .build()
                .output(0);
        Output<?> best = number("best", op("Equal", "is_best", table, highest));
        Output<?> count = op("Cumsum", "count", best, classAxis);
        Output<?> first = number("first", op("Equal", "is_first", op("Mul", "counted", count, best), best));
        return op("Mul", "cotangent", first, best);
    }

    private Output<?> number(String name, Output<?> truth) {
        return graph.opBuilder("Cast", prefix + name, graph.baseScope())
                .addInput(truth)
                .setAttr("DstT", DataType.DT_FLOAT)
                .build()
                .output(0);
    }

    private Output<?> op(String type, String name, Operand<?> first, Operand<?> second) {
        return graph.opBuilder(type, prefix + name, graph.baseScope())
                .addInput(first.asOutput())
                .addInput(second.asOutput())
                .build()
                .output(0);
    }

    private Output<?> constant(String name, TInt32 value) {
        try (Tensor held = value) {
            return graph.opBuilder("Const", prefix + name, graph.baseScope())
                    .setAttr("dtype", DataType.DT_INT32)
                    .setAttr("value", held)
                    .build()
                    .output(0);
        }
    }
}
