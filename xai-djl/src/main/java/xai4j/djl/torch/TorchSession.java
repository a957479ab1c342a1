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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import xai4j.djl.engine.DjlEngine;
import xai4j.djl.engine.EngineErrors;
import xai4j.djl.engine.NdTensors;
import xai4j.djl.engine.UseCount;
import xai4j.io.ProgramEnd;
import xai4j.model.ModelException;
import xai4j.tensor.Tensor;

/**
 * A rewritten network in the engine; every native array lives in a manager of its own call. Whoever calls while another thread closes
 * is served first.
 */
final class TorchSession implements AutoCloseable {
    /** Why DeepLIFT is not offered when its rules could not be put into the network's source. */
    static final String NO_RULES =
            "DeepLIFT's rules do not fit this file's source; use integrated-gradients or the ONNX file";

    private static final Set<String> TAKING_IMAGES = Set.of(TapRewriter.PREDICT, TapRewriter.RUN, TapRewriter.OUTPUTS);

    /** A draw among a few classes is often the same again. */
    private static final int SEEDS_TO_TRY = 4;

    private final String name;
    /** The engine has one source of random numbers for the whole process: who freezes it works alone. */
    private static final Object CHANCE = new Object();

    private final boolean compares;
    /** Operators that may draw random numbers. */
    private final List<String> draws;

    private final NDManager manager;
    private final PtSymbolBlock block;
    private final UseCount users;
    private DataType type = DataType.FLOAT32;
    private TapeCode form = TapeCode.NONE;

    /**
     * Loads a rewritten archive.
     *
     * @param name name for messages
     * @param compares whether the archive has DeepLIFT's rules
     * @param draws operators that may draw random numbers
     * @param loops whether the network has loops, which may turn for long
     * @throws ModelException if the engine cannot load it
     */
    private TorchSession(
            String name, InputStream archive, boolean compares, List<String> draws, boolean loops, Device device) {
        this.name = name;
        this.compares = compares;
        this.draws = draws;
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
            throw new ModelException(name + " cannot be loaded by PyTorch: " + EngineErrors.firstLine(e), e);
        }
        this.users = new UseCount(name, this::free, loops);
    }

    /**
     * Rewrites and loads an archive, with DeepLIFT's rules where these fit.
     *
     * @throws ModelException if it cannot be rewritten or loaded
     */
    static TorchSession open(String name, TorchArchive archive, Device device) {
        try {
            return load(name, archive, true, device);
        } catch (ModelException e) {
            return load(name, archive, false, device);
        }
    }

    private static TorchSession load(String name, TorchArchive archive, boolean compares, Device device) {
        List<String> draws = RandomOperators.names(archive.code());
        boolean loops = LoopLimit.hasLoops(archive.code());
        return ProgramEnd.notDuring(
                name,
                () -> archive.rewritten(
                        compares, stream -> new TorchSession(name, stream, compares, draws, loops, device)));
    }

    /**
     * Says how the network takes pictures; before others use the session.
     *
     * @param axes {@link TapeCode#NONE} with all axes, {@link TapeCode#SINGLE}, {@link TapeCode#GREY} or {@link TapeCode#ROW}
     */
    void takes(TapeCode axes) {
        form = axes;
    }

    /** Another archive of the same network, loaded beside this one; takes pictures as this one does. */
    TorchSession beside(TorchArchive archive) {
        TorchSession other = open(name, archive, manager.getDevice());
        other.takes(form);
        return other;
    }

    /** Whether DeepLIFT's rules are there. */
    boolean compares() {
        return compares;
    }

    /**
     * Works within a scope for native arrays.
     *
     * @throws xai4j.model.ClosedModelException if the session is closed
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while a network with loops runs
     */
    <T> T within(Function<NDManager, T> work) {
        return users.use(() -> {
            try (NDManager scope = manager.newSubManager()) {
                return work.apply(scope);
            }
        });
    }

    /** The output for a batch, {@code [N, K]}. */
    Tensor predict(Tensor batch, ScoreEnd end) {
        return within(scope -> predict(scope, NdTensors.array(scope, batch), end));
    }

    /** The same for a batch that is in the engine already. */
    Tensor predict(NDManager scope, NDArray batch, ScoreEnd end) {
        NDList arguments = new TorchRequest(TapeCode.OUTPUT, end).arguments(scope, batch.toType(type, false), type);
        NDArray scores = run(scope, arguments, TapRewriter.PREDICT, false).get(0);
        return NdTensors.tensor(scores.toType(DataType.FLOAT32, false));
    }

    /** The answers to a request by name. */
    Map<String, Tensor> run(Tensor batch, TorchRequest request) {
        return within(scope -> run(scope, NdTensors.array(scope, batch), request));
    }

    /** The same for a batch that is in the engine already. */
    Map<String, Tensor> run(NDManager scope, NDArray batch, TorchRequest request) {
        NDList arguments = request.arguments(scope, batch.toType(type, false), type);
        return named(run(scope, arguments, TapRewriter.RUN, request.isBackward()));
    }

    /** Every output for a batch by name. */
    Map<String, Tensor> outputs(Tensor batch) {
        return within(scope -> {
            NDArray images = NdTensors.array(scope, batch).toType(type, false);
            return named(run(scope, new NDList(images), TapRewriter.OUTPUTS, false));
        });
    }

    private static Map<String, Tensor> named(NDList arrays) {
        Map<String, Tensor> answers = new LinkedHashMap<>();
        for (NDArray answer : arrays) {
            answers.put(answer.getName(), NdTensors.tensor(answer));
        }
        return answers;
    }

    /** A scope for arrays that shall outlive one call; made, and closed, within {@link #within}. */
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
        return run(scope, arguments, method, backward, RandomOperators.SEED);
    }

    private NDList run(NDManager scope, NDList arguments, String method, boolean backward, int seed) {
        NDArray selector = scope.create(0f);
        selector.setName("module_method:" + method);
        arguments.add(selector);
        if (TAKING_IMAGES.contains(method)) {
            arguments.add(TorchRequest.named(scope.create(form.number()), ":form"));
        }
        JniUtils.setGraphExecutorOptimize(false);
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(backward);
        try {
            return draws.isEmpty() ? IValueUtils.forward(block, arguments, backward) : drawn(seed, arguments, backward);
        } catch (EngineException e) {
            throw LoopLimit.said(e)
                    .<ModelException>map(why -> new LoopTimeException(name + " failed: " + why, e))
                    .orElseGet(() -> new ModelException(name + " failed: " + EngineErrors.firstLine(e), e));
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** The same seed before each run gives each image the same numbers, in whatever order and by whichever thread it is asked. */
    private NDList drawn(int seed, NDList arguments, boolean backward) {
        synchronized (CHANCE) {
            JniUtils.setSeed(seed);
            return IValueUtils.forward(block, arguments, backward);
        }
    }

    /**
     * The operators that draw random numbers, where another seed gives other answers.
     *
     * @param batch images to try it with
     * @param answers what a probe of them brought
     */
    List<String> chance(Tensor batch, Map<String, Tensor> answers) {
        if (draws.isEmpty()) {
            return List.of();
        }
        for (int other = 1; other <= SEEDS_TO_TRY; other++) {
            if (!answers(batch, RandomOperators.SEED + other).equals(answers)) {
                return draws;
            }
        }
        return List.of();
    }

    private Map<String, Tensor> answers(Tensor batch, int seed) {
        return within(scope -> {
            NDList arguments = TorchProbe.request(ScoreEnd.UNKNOWN)
                    .arguments(scope, NdTensors.array(scope, batch).toType(type, false), type);
            return named(run(scope, arguments, TapRewriter.RUN, false, seed));
        });
    }

    private void free() {
        block.close();
        manager.close();
    }

    @Override
    public void close() {
        users.close();
    }
}
