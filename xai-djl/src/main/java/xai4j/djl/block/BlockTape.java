package xai4j.djl.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Cuts a network open at wanted layers and ReLUs while it runs, and goes back over the cuts, the last first. A cut's output
 * is a leaf of its own, so that the engine collects the gradient there; from the leaf the signal is handed on by rule.
 */
final class BlockTape implements BlockWalk.Visitor {
    /** What arrives at a cut is passed to what was cut off. */
    private record Cut(String path, NDArray root, NDArray input, NDArray leaf, boolean relu) {}

    private final Set<String> wanted;
    private final Predicate<Block> rectifier;
    private final boolean deconvnet;
    private final List<Cut> cuts = new ArrayList<>();
    private final Map<String, NDArray> values = new HashMap<>();

    /**
     * Makes a tape for one pass.
     *
     * @param wanted paths of the layers whose gradients are wanted
     * @param rectifier blocks at which only positive signal passes
     * @param deconvnet whether it passes whatever the input was
     */
    BlockTape(Set<String> wanted, Predicate<Block> rectifier, boolean deconvnet) {
        this.wanted = wanted;
        this.rectifier = rectifier;
        this.deconvnet = deconvnet;
    }

    /** Makes the batch a leaf when its gradient is wanted. */
    NDArray start(String path, NDArray batch) {
        return wanted.contains(path) ? cut(path, batch, batch, batch, false) : batch;
    }

    @Override
    public NDArray visit(String path, Block block, NDArray input, NDArray output) {
        NDArray result = rectifier.test(block) ? cut("", input, input, output, true) : output;
        result = wanted.contains(path) ? cut(path, result, result, result, false) : result;
        values.put(path, result);
        return result;
    }

    /** The output of a layer as the next one got it. */
    NDArray value(String path) {
        NDArray value = values.get(path);
        if (value == null) {
            throw new IllegalStateException("the network did not run through " + path);
        }
        return value;
    }

    private NDArray cut(String path, NDArray root, NDArray input, NDArray output, boolean relu) {
        NDArray leaf = output.stopGradient();
        leaf.setRequiresGradient(true);
        cuts.add(new Cut(path, root, input, leaf, relu));
        return leaf;
    }

    /** Runs back from an objective, a single number, and returns the gradients at the wanted layers. */
    Map<String, NDArray> backward(NDArray objective) {
        NDArray total = objective;
        for (Cut cut : cuts) {
            total = total.add(cut.leaf().flatten().get("0:0").sum());
        }
        back(total);
        Map<String, NDArray> gradients = new HashMap<>();
        for (int i = cuts.size() - 1; i >= 0; i--) {
            Cut cut = cuts.get(i);
            NDArray gradient = cut.leaf().getGradient();
            if (!cut.path().isEmpty()) {
                gradients.put(cut.path(), gradient);
            }
            NDArray passed = cut.relu() ? rectified(cut, gradient) : gradient;
            back(cut.root().mul(passed).sum().add(nothing(cut)));
        }
        return gradients;
    }

    /**
     * Zero, with a graph of its own: the engine refuses to go back from what has none, and its {@code requiresGrad} is true of leaves
     * only, so that it cannot be asked whether a root has one.
     */
    private static NDArray nothing(Cut cut) {
        NDArray leaf = cut.root().getManager().create(0f).toType(cut.root().getDataType(), false);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private NDArray rectified(Cut cut, NDArray gradient) {
        NDArray positive = NDArrays.maximum(gradient, 0);
        return deconvnet ? positive : positive.mul(cut.input().gt(0).toType(positive.getDataType(), false));
    }

    private static void back(NDArray from) {
        JniUtils.backward((PtNDArray) from, (PtNDArray) from.onesLike(), true, false);
    }
}
