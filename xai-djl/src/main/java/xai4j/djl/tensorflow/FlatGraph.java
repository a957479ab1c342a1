package xai4j.djl.tensorflow;

import java.util.List;
import org.tensorflow.proto.GraphDef;

/**
 * A graph without calls and, as far as they could be read, without variables; which of its outputs is explained is not
 * decided yet.
 *
 * @param graph flat, checked, with the twins of operations that have no gradient
 * @param outputs what the file gives, in its order
 */
record FlatGraph(GraphDef graph, List<Output> outputs) {
    /** Copies the list. */
    FlatGraph {
        outputs = List.copyOf(outputs);
    }

    /**
     * An output.
     *
     * @param name for people
     * @param value where it stands in the graph
     */
    record Output(String name, String value) {}
}
