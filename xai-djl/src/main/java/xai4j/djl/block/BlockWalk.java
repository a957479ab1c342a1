package xai4j.djl.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import xai4j.djl.engine.PrivateFields;

/**
 * Runs a block part by part and shows every part's output to a visitor, which may put another in its place. Sequential and
 * parallel blocks are opened; any other block is one layer.
 */
final class BlockWalk {
    /** Sees each output. */
    interface Visitor {
        /**
         * Called after each block, parts before wholes.
         *
         * @param path names of the blocks from the root, joined by dots
         * @param block the block
         * @param input its first input
         * @param output what it computed
         * @return what the next block gets
         */
        NDArray visit(String path, Block block, NDArray input, NDArray output);
    }

    private final ParameterStore parameters;
    private final Visitor visitor;

    BlockWalk(ParameterStore parameters, Visitor visitor) {
        this.parameters = parameters;
        this.visitor = visitor;
    }

    /** The output of the whole for a batch. */
    NDArray run(Block root, NDArray batch) {
        return forward("", root, new NDList(batch)).get(0);
    }

    /** What a block is called in messages and as an operator: its class, or the name of its function. */
    static String operator(Block block) {
        return block instanceof LambdaBlock lambda
                ? lambda.getName()
                : block.getClass().getSimpleName();
    }

    /** Whether a block is run part by part. */
    static boolean isOpened(Block block) {
        return block.getClass() == SequentialBlock.class && !((SequentialBlock) block).isReturnIntermediate()
                || block.getClass() == ParallelBlock.class;
    }

    private NDList forward(String path, Block block, NDList input) {
        NDList output;
        if (!isOpened(block)) {
            output = block.forward(parameters, input, false);
        } else if (block instanceof SequentialBlock) {
            output = input;
            for (Pair<String, Block> child : block.getChildren()) {
                output = forward(join(path, child.getKey()), child.getValue(), output);
            }
        } else {
            List<NDList> outputs = new ArrayList<>();
            for (Pair<String, Block> child : block.getChildren()) {
                outputs.add(forward(join(path, child.getKey()), child.getValue(), input));
            }
            output = joining((ParallelBlock) block).apply(outputs);
        }
        return path.isEmpty() || output.size() != 1
                ? output
                : new NDList(visitor.visit(path, block, input.get(0), output.get(0)));
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** A parallel block does not tell the function that joins its branches, but holds it. */
    @SuppressWarnings("unchecked")
    private static Function<List<NDList>, NDList> joining(ParallelBlock block) {
        return PrivateFields.field(block, ParallelBlock.class, "function", Function.class);
    }
}
