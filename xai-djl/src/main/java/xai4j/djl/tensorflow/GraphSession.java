package xai4j.djl.tensorflow;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import xai4j.djl.engine.EngineErrors;
import xai4j.djl.engine.UseCount;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A graph in the engine that can be run and grown. */
final class GraphSession implements AutoCloseable {
    /** System property: seconds that one run of a graph with loops may take. */
    static final String LOOP_SECONDS = "xai4j.tensorflow.max-loop-seconds";

    private static final double STANDARD_SECONDS = 60;
    private static final int MILLIS = 1000;
    private static final Set<String> LOOPS = Set.of("While", "StatelessWhile", "NextIteration", "RefNextIteration");

    private final String name;
    private final RunOptions options;
    private final Graph graph;
    private final Session session;
    private final UseCount users;

    /**
     * Imports a graph.
     *
     * @throws ModelException if TensorFlow refuses it
     */
    GraphSession(String name, GraphDef definition, ConfigProto config) {
        this.name = name;
        this.options = options(definition);
        this.graph = new Graph();
        try {
            graph.importGraphDef(definition);
            this.session = new Session(graph, config);
        } catch (TensorFlowException | IllegalArgumentException e) {
            graph.close();
            throw new ModelException(name + " cannot be imported by TensorFlow: " + EngineErrors.firstLine(e), e);
        }
        this.users = new UseCount(name, this::free, options.getTimeoutInMs() > 0);
    }

    /** Loops get a limit: how often they turn around can be said by the picture, or by a file that means no good. */
    private static RunOptions options(GraphDef definition) {
        boolean loops = definition.getNodeList().stream().anyMatch(node -> LOOPS.contains(node.getOp()))
                || definition.getLibrary().getFunctionList().stream()
                        .flatMap(function -> function.getNodeDefList().stream())
                        .anyMatch(node -> LOOPS.contains(node.getOp()));
        return loops
                ? RunOptions.newBuilder()
                        .setTimeoutInMs((long) (MILLIS * seconds()))
                        .build()
                : RunOptions.getDefaultInstance();
    }

    private static double seconds() {
        String said = System.getProperty(LOOP_SECONDS, "");
        try {
            return said.isBlank() ? STANDARD_SECONDS : Double.parseDouble(said);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + LOOP_SECONDS + "=" + said + " is no number of seconds", e);
        }
    }

    Graph graph() {
        return graph;
    }

    /**
     * Runs the graph.
     *
     * @param feeds tensors by value
     * @param fetches values to bring back; all float
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while a graph with loops runs
     */
    Map<String, Tensor> run(Map<String, Tensor> feeds, List<String> fetches) {
        return users.use(() -> values(feeds, fetches));
    }

    private Map<String, Tensor> values(Map<String, Tensor> feeds, List<String> fetches) {
        Session.Runner runner = session.runner().setOptions(options);
        Map<String, org.tensorflow.Tensor> natives = new LinkedHashMap<>();
        try {
            feeds.forEach((value, tensor) -> natives.put(value, nativeTensor(value, tensor)));
            natives.forEach((value, tensor) -> runner.feed(Nodes.nameOf(value), Nodes.indexOf(value), tensor));
            fetches.forEach(value -> runner.fetch(Nodes.nameOf(value), Nodes.indexOf(value)));
            try (Result result = runner.run()) {
                Map<String, Tensor> values = new LinkedHashMap<>();
                for (int i = 0; i < fetches.size(); i++) {
                    values.put(fetches.get(i), tensor(result.get(i)));
                }
                return values;
            }
        } catch (TensorFlowException | IllegalArgumentException e) {
            throw new ModelException(isLate(e) ? late() : name + " failed: " + EngineErrors.firstLine(e), e);
        } finally {
            natives.values().forEach(org.tensorflow.Tensor::close);
        }
    }

    /** The engine has no error of its own for time that is over. */
    private boolean isLate(RuntimeException e) {
        return options.getTimeoutInMs() > 0 && String.valueOf(e.getMessage()).contains("Timed out");
    }

    private String late() {
        double seconds = (double) options.getTimeoutInMs() / MILLIS;
        return name + " has a loop that was not done after " + seconds
                + " s, so the run was ended; give it more with -D" + LOOP_SECONDS + "=" + Math.ceil(10 * seconds);
    }

    private org.tensorflow.Tensor nativeTensor(String value, Tensor tensor) {
        long[] dims = Arrays.stream(tensor.shape().dims()).asLongStream().toArray();
        var shape = org.tensorflow.ndarray.Shape.of(dims);
        DataType type = graph.operationOrThrow(Nodes.nameOf(value))
                .output(Nodes.indexOf(value))
                .dataType();
        if (type == DataType.DT_UINT8) {
            return TUint8.tensorOf(shape, DataBuffers.of(pixels(tensor)));
        }
        return TFloat32.tensorOf(shape, DataBuffers.of(tensor.buffer()));
    }

    private static byte[] pixels(Tensor tensor) {
        byte[] pixels = new byte[tensor.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, tensor.at(i))));
        }
        return pixels;
    }

    private static Tensor tensor(org.tensorflow.Tensor value) {
        int[] dims = Arrays.stream(value.shape().asArray())
                .mapToInt(Math::toIntExact)
                .toArray();
        Tensor tensor = Tensor.zeros(Shape.of(dims));
        FloatBuffer target = tensor.buffer();
        if (value instanceof TFloat32 floats) {
            floats.copyTo(DataBuffers.of(target));
            return tensor;
        }
        throw new ModelException("a value of type " + value.dataType() + " was asked for; only float values are read");
    }

    private void free() {
        session.close();
        graph.close();
    }

    @Override
    public void close() {
        users.close();
    }
}
