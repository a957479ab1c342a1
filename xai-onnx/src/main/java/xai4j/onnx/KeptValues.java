package xai4j.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import xai4j.model.ModelException;
import xai4j.tensor.Tensor;

/** What a run gave, left with the engine, so that another run may take it without a copy. */
final class KeptValues implements AutoCloseable {
    private final String name;
    private final OrtSession.Result result;

    KeptValues(String name, OrtSession.Result result) {
        this.name = name;
        this.result = result;
    }

    /** A float value as a tensor of ours. */
    Tensor tensor(String value) {
        try {
            return TensorConversion.fromEngine(result.get(value).orElseThrow())
                    .orElseThrow(() -> new ModelException(name + " gives no float tensor at " + value));
        } catch (OrtException e) {
            throw new ModelException(name + " failed: " + OnnxSession.reason(e), e);
        }
    }

    /** Float values as tensors of ours, in the order in which they are named. */
    Map<String, Tensor> tensors(Set<String> values) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        values.forEach(value -> tensors.put(value, tensor(value)));
        return tensors;
    }

    /** Values as the engine holds them; they stay its own. */
    Map<String, OnnxTensor> handed(Set<String> values) {
        Map<String, OnnxTensor> handed = new LinkedHashMap<>();
        values.forEach(value -> handed.put(value, (OnnxTensor) result.get(value).orElseThrow()));
        return handed;
    }

    @Override
    public void close() {
        result.close();
    }
}
