package xai4j.djl.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import xai4j.djl.DjlEngine;
import xai4j.djl.Errors;
import xai4j.djl.NdTensors;
import xai4j.model.ModelException;
import xai4j.tensor.Tensor;

/** A rewritten network in the engine; every native array lives in a manager of its own call. */
final class TorchSession implements AutoCloseable {
    private final String name;
    private final NDManager manager;
    private final PtSymbolBlock block;

    /**
     * Loads a rewritten archive.
     *
     * @param name name for messages
     * @throws ModelException if the engine cannot load it
     */
    TorchSession(String name, InputStream archive, Device device) {
        this.name = name;
        this.manager = NDManager.newBaseManager(device, DjlEngine.PYTORCH.engineName());
        try {
            this.block = JniUtils.loadModule((PtNDManager) manager, archive, false, false);
            JniUtils.enableInferenceMode(block);
            block.getDirectParameters().values().forEach(parameter -> {
                if (parameter.getArray().hasGradient()) {
                    parameter.getArray().setRequiresGradient(false);
                }
            });
        } catch (EngineException | IOException e) {
            manager.close();
            throw new ModelException(name + " cannot be loaded by PyTorch: " + Errors.firstLine(e), e);
        }
    }

    /** The output for a batch, {@code [N, K]}. */
    Tensor predict(Tensor batch) {
        try (NDManager scope = manager.newSubManager()) {
            return NdTensors.tensor(call(TapRewriter.PREDICT, scope, NdTensors.array(scope, batch)));
        }
    }

    /** The answers to a request by name. */
    Map<String, Tensor> run(Tensor batch, TorchRequest request) {
        try (NDManager scope = manager.newSubManager()) {
            return run(scope, NdTensors.array(scope, batch), request);
        }
    }

    /** The same for a batch that is in the engine already. */
    Map<String, Tensor> run(NDManager scope, NDArray batch, TorchRequest request) {
        NDList arguments = request.arguments(scope, batch);
        Map<String, Tensor> answers = new LinkedHashMap<>();
        for (NDArray answer : run(scope, arguments, TapRewriter.RUN, request.isBackward())) {
            answers.put(answer.getName(), NdTensors.tensor(answer));
        }
        return answers;
    }

    /** A scope for arrays that shall outlive one call. */
    NDManager newScope() {
        return manager.newSubManager();
    }

    boolean isOnGpu() {
        return manager.getDevice().isGpu();
    }

    /** Calls a method that takes and gives tensors only. */
    NDArray call(String method, NDManager scope, NDArray... arguments) {
        return run(scope, new NDList(arguments), method, false).get(0);
    }

    private NDList run(NDManager scope, NDList arguments, String method, boolean backward) {
        NDArray selector = scope.create(0f);
        selector.setName("module_method:" + method);
        arguments.add(selector);
        JniUtils.setGraphExecutorOptimize(false);
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(backward);
        try {
            return IValueUtils.forward(block, arguments, backward);
        } catch (EngineException e) {
            throw new ModelException(name + " failed: " + Errors.firstLine(e), e);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
