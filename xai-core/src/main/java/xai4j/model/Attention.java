package xai4j.model;

import java.util.List;
import java.util.Optional;

/**
 * The self-attention of a transformer over the tokens of an image, block by block, as it was found in the model.
 *
 * @param blocks in execution order, all over the same tokens; empty when there are none
 * @param read positions of the tokens whose final values the scores are made of, as the class token; empty when they are made of the
 *     mean of the patches, or when it is not known
 * @param pooling how queries of their own gather the tokens behind the last block, where they do
 * @param obstacle why there are no blocks, as a sentence without its full stop; empty when there are some
 * @param note what explanations by it leave out, as a sentence without its full stop; mostly empty
 */
public record Attention(
        List<Block> blocks, List<Integer> read, Optional<Pooling> pooling, String obstacle, String note) {
    /**
     * One attention.
     *
     * @param probabilities the layer that holds them, {@code [N, heads, T, T]} or {@code [N · heads, T, T]}: row i says how much token i
     *     takes from each token, and sums to one
     * @param heads how many
     * @param tokens T, class and register tokens included, for images of the size that the model says
     * @param end the layer {@code [N, T, D]} that is all that later blocks see of this one and those before; empty when none was found
     */
    public record Block(Layer probabilities, int heads, int tokens, Optional<Layer> end) {
        /** A block whose end is not known. */
        public Block(Layer probabilities, int heads, int tokens) {
            this(probabilities, heads, tokens, Optional.empty());
        }
    }

    /**
     * Attention pooling: learned queries that gather the tokens and take no part in the blocks.
     *
     * @param probabilities the layer that holds them, {@code [N, heads, Q, T]} or {@code [N · heads, Q, T]}
     * @param heads how many
     * @param queries Q
     */
    public record Pooling(Layer probabilities, int heads, int queries) {}

    /** Copies the lists. */
    public Attention {
        blocks = List.copyOf(blocks);
        read = List.copyOf(read);
    }

    /** Attention that leaves nothing to be said. */
    public Attention(List<Block> blocks, List<Integer> read, String obstacle) {
        this(blocks, read, Optional.empty(), obstacle, "");
    }

    /** No attention. */
    public static Attention none(String obstacle) {
        return new Attention(List.of(), List.of(), obstacle);
    }

    /** Whether there is any. */
    public boolean isFound() {
        return !blocks.isEmpty();
    }

    /**
     * How the tokens cover an image; empty when they form no grid.
     *
     * @param height rows of the image, of the size that the model says
     * @param width columns
     */
    public Optional<TokenGrid> grid(int height, int width) {
        return isFound() ? TokenGrid.of(blocks.get(0).tokens(), height, width) : Optional.empty();
    }
}
