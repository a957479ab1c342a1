package xai4j.onnx.grad;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Runs graphs in a plain session. */
final class GradientRuns {
    private GradientRuns() {}

    /** All outputs of a graph that are float tensors. */
    static Map<String, Tensor> run(OnnxGraph graph, Map<String, Tensor> feeds) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(graph.toBytes(), options)) {
                for (Map.Entry<String, Tensor> feed : feeds.entrySet()) {
                    Tensor tensor = feed.getValue();
                    long[] dims =
                            Arrays.stream(tensor.shape().dims()).asLongStream().toArray();
                    inputs.put(feed.getKey(), OnnxTensor.createTensor(environment, tensor.buffer(), dims));
                }
                try (OrtSession.Result result = session.run(inputs, Set.copyOf(session.getOutputNames()))) {
                    return tensors(result);
                }
            } finally {
                inputs.values().forEach(OnnxTensor::close);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static Map<String, Tensor> tensors(OrtSession.Result result) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (Map.Entry<String, OnnxValue> entry : result) {
            if (entry.getValue() instanceof OnnxTensor tensor && tensor.getFloatBuffer() != null) {
                int[] dims = Arrays.stream(tensor.getInfo().getShape())
                        .mapToInt(Math::toIntExact)
                        .toArray();
                tensors.put(entry.getKey(), Tensor.wrap(Shape.of(dims), tensor.getFloatBuffer()));
            }
        }
        return tensors;
    }

    /** A row per image with a one at its target. */
    static Tensor oneHot(int[] targets, int classes) {
        Tensor weights = Tensor.zeros(Shape.of(targets.length, classes));
        for (int row = 0; row < targets.length; row++) {
            weights.set(row * classes + targets[row], 1f);
        }
        return weights;
    }

    /** Largest absolute difference over the largest absolute value of the reference. */
    static double relativeError(Tensor actual, Tensor expected) {
        if (!actual.shape().equals(expected.shape())) {
            throw new AssertionError(actual.shape() + " is not " + expected.shape());
        }
        double difference = 0;
        double scale = 0;
        for (int i = 0; i < expected.size(); i++) {
            double d = Math.abs((double) actual.at(i) - expected.at(i));
            difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
            scale = Math.max(scale, Math.abs(expected.at(i)));
        }
        return difference / scale;
    }
}
