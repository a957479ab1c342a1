package xai4j.onnx.grad;

import java.util.Arrays;
import xai4j.onnx.graph.Dims;

/** What a mean gives back: the same share to each of its elements. */
final class EvenShares {
    /** Elements of a constant beyond which a graph is not made larger by it. */
    private static final long MOST_STORED = 1 << 16;

    private EvenShares() {}

    /**
     * Divides by the number of elements and repeats: one product with a stored array of shares, which the engine computes row by row. {@code Expand}
     * puts one element at a time, and took 1 to 2 % of a forward pass behind a last map.
     *
     * @param mean a value for all elements, with extents of one along the axes that were averaged
     * @param extents of the averaged axes, one for the others
     */
    static String of(BackwardContext context, String mean, long[] extents) {
        GraphBuilder emit = context.builder();
        long count = Dims.size(extents);
        if (count > MOST_STORED) {
            return emit.op("Expand", emit.mul(mean, context.number(1.0 / count)), emit.longs(extents));
        }
        double[] shares = new double[Math.toIntExact(count)];
        Arrays.fill(shares, 1.0 / count);
        return emit.mul(mean, emit.array(context.type(), extents, shares));
    }
}
