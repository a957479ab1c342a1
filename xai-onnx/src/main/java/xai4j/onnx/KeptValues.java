package xai4j.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import xai4j.model.ModelException;
import xai4j.tensor.Tensor;

/** What a run gave, as far as it need not be read left with the engine, so that another run may take it without a copy. */
final class KeptValues implements AutoCloseable {
    private final String name;
    private final OrtSession.Result result;
    private final Map<String, Tensor> read;

    /**
     * Keeps.
     *
     * @param read values that were written into tensors of ours; the result does not hold them
     */
    KeptValues(String name, OrtSession.Result result, Map<String, Tensor> read) {
        this.name = name;
        this.result = result;
        this.read = read;
    }

    /** A float value as a tensor of ours. */
    Tensor tensor(String value) {
        Tensor ours = read.get(value);
        return ours != null ? ours : copied(value);
    }

    private Tensor copied(String value) {
        try {
            return TensorConversion.fromEngine(result.get(value).orElseThrow())
                    .orElseThrow(() -> new ModelException(name + " gives no float tensor at " + value));
        } catch (OrtException e) {
            throw new ModelException(name + " failed: " + EngineSession.reason(e), e);
        }
    }

    /** Float values as tensors of ours, in the order in which they are named. */
    Map<String, Tensor> tensors(Set<String> values) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        values.forEach(value -> tensors.put(value, tensor(value)));
        return tensors;
    }

    /** Those of some values that the engine holds, as it holds them; they stay its own. */
    Map<String, OnnxTensor> handed(Set<String> values) {
        Map<String, OnnxTensor> handed = new LinkedHashMap<>();
        values.stream()
                .filter(value -> !read.containsKey(value))
                .forEach(value ->
                        handed.put(value, (OnnxTensor) result.get(value).orElseThrow()));
        return handed;
    }

    /** Those of some values that are tensors of ours. */
    Map<String, Tensor> ours(Set<String> values) {
        Map<String, Tensor> ours = new LinkedHashMap<>(read);
        ours.keySet().retainAll(values);
        return ours;
    }

    @Override
    public void close() {
        result.close();
    }
}
