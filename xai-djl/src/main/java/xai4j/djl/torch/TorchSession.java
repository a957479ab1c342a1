package xai4j.djl.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
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
    /** Why DeepLIFT is not offered when its rules could not be put into the network's source. */
    static final String NO_RULES =
            "DeepLIFT's rules do not fit this file's source; use integrated-gradients or the ONNX file";

    private final String name;
    private final boolean compares;
    private final NDManager manager;
    private final PtSymbolBlock block;
    private DataType type = DataType.FLOAT32;

    /**
     * Loads a rewritten archive.
     *
     * @param name name for messages
     * @param compares whether the archive has DeepLIFT's rules
     * @throws ModelException if the engine cannot load it
     */
    TorchSession(String name, InputStream archive, boolean compares, Device device) {
        this.name = name;
        this.compares = compares;
        this.manager = NDManager.newBaseManager(device, DjlEngine.PYTORCH.engineName());
        try {
            this.block = JniUtils.loadModule((PtNDManager) manager, archive, false, false);
            JniUtils.enableInferenceMode(block);
            block.getDirectParameters().values().forEach(parameter -> {
                if (parameter.getArray().getDataType() == DataType.FLOAT64) {
                    type = DataType.FLOAT64;
                }
                if (parameter.getArray().hasGradient()) {
                    parameter.getArray().setRequiresGradient(false);
                }
            });
        } catch (EngineException | IOException e) {
            manager.close();
            throw new ModelException(name + " cannot be loaded by PyTorch: " + Errors.firstLine(e), e);
        }
    }

    /**
     * Rewrites and loads an archive, with DeepLIFT's rules where these fit.
     *
     * @throws ModelException if it cannot be rewritten or loaded
     */
    static TorchSession open(String name, TorchArchive archive, Device device) {
        InputStream withRules = archive.rewritten(true);
        try {
            return new TorchSession(name, withRules, true, device);
        } catch (ModelException e) {
            return new TorchSession(name, archive.rewritten(false), false, device);
        }
    }

    /** Whether DeepLIFT's rules are there. */
    boolean compares() {
        return compares;
    }

    /** The output for a batch, {@code [N, K]}. */
    Tensor predict(Tensor batch) {
        try (NDManager scope = manager.newSubManager()) {
            return predict(scope, NdTensors.array(scope, batch));
        }
    }

    /** The same for a batch that is in the engine already. */
    Tensor predict(NDManager scope, NDArray batch) {
        NDArray scores = call(TapRewriter.PREDICT, scope, batch.toType(type, false));
        return NdTensors.tensor(scores.toType(DataType.FLOAT32, false));
    }

    /** The answers to a request by name. */
    Map<String, Tensor> run(Tensor batch, TorchRequest request) {
        try (NDManager scope = manager.newSubManager()) {
            return run(scope, NdTensors.array(scope, batch), request);
        }
    }

    /** The same for a batch that is in the engine already. */
    Map<String, Tensor> run(NDManager scope, NDArray batch, TorchRequest request) {
        NDList arguments = request.arguments(scope, batch.toType(type, false), type);
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
