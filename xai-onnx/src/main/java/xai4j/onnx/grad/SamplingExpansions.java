package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;

/** Operators that sample, cut out or accumulate along axes. */
final class SamplingExpansions {
    /** The longest axis along which all products are written out. */
    private static final long MOST_FACTORS = 1024;

    private SamplingExpansions() {}

    static Map<String, Consumer<ExpansionContext>> all() {
        return Map.of(
                "GridSample", context -> new GridSampling(context).write(),
                "DeformConv", DeformableConvolution::write,
                "AffineGrid", SamplingExpansions::affineGrid,
                "CenterCropPad", SamplingExpansions::centerCropPad,
                "CumProd", SamplingExpansions::cumulativeProduct);
    }

    /** Each position of a grid times an affine map. */
    private static void affineGrid(ExpansionContext context) {
        GraphBuilder emit = context.builder();
        long[] grid = context.dims(context.node().output(0));
        if (grid.length != 4 || grid[1] < 0 || grid[2] < 0) {
            throw context.refusal("only grids in the plane have a rule");
        }
        boolean corners = context.node().integer("align_corners", 0) == 1;
        double[] positions = new double[Math.toIntExact(3 * grid[1] * grid[2])];
        for (int i = 0; i < positions.length / 3; i++) {
            positions[3 * i] = position(i % grid[2], grid[2], corners);
            positions[3 * i + 1] = position(i / grid[2], grid[1], corners);
            positions[3 * i + 2] = 1;
        }
        String base = emit.array(context.type(), new long[] {1, positions.length / 3, 3}, positions);
        String moved = emit.op("MatMul", base, emit.transpose(context.x(0), 0, 2, 1));
        context.output(0, emit.reshape(moved, -1, grid[1], grid[2], 2));
    }

    private static double position(long i, long extent, boolean corners) {
        if (corners) {
            return extent == 1 ? -1 : 2.0 * i / (extent - 1) - 1;
        }
        return (2.0 * i + 1) / extent - 1;
    }

    private static void centerCropPad(ExpansionContext context) {
        long[] x = context.inputDims(0);
        long[] y = context.dims(context.node().output(0));
        String value = context.x(0);
        for (int axis = 0; axis < x.length; axis++) {
            if (x[axis] > y[axis]) {
                long start = (x[axis] - y[axis]) / 2;
                GraphBuilder emit = context.builder();
                value = emit.op(
                        "Slice", List.of(value, emit.longs(start), emit.longs(start + y[axis]), emit.longs(axis)));
            } else if (x[axis] < y[axis]) {
                long before = (y[axis] - x[axis]) / 2;
                long[] pads = new long[2 * x.length];
                pads[axis] = before;
                pads[x.length + axis] = y[axis] - x[axis] - before;
                value = context.builder().op("Pad", value, context.builder().longs(pads));
            }
        }
        context.output(0, value);
    }

    /** Products over all elements up to each one: a row of factors for each, ones in the place of those that do not count. */
    private static void cumulativeProduct(ExpansionContext context) {
        GraphBuilder emit = context.builder();
        long[] x = context.inputDims(0);
        int axis = Dims.axis(context.constant(1)[0], x.length);
        if (x[axis] < 0 || x[axis] > MOST_FACTORS) {
            throw context.refusal("its axis has more than " + MOST_FACTORS + " elements, or depends on the batch");
        }
        String rows = emit.op("Unsqueeze", context.x(0), emit.longs(axis));
        String factors = emit.op("Where", List.of(counted(context, x, axis), rows, context.number(1)));
        context.output(0, emit.reduce("ReduceProd", factors, false, axis + 1));
    }

    /** True where the element on the second of two axes counts for the result on the first. */
    private static String counted(ExpansionContext context, long[] x, int axis) {
        boolean reverse = context.node().integer("reverse", 0) == 1;
        boolean exclusive = context.node().integer("exclusive", 0) == 1;
        int extent = (int) x[axis];
        double[] mask = new double[extent * extent];
        for (int result = 0; result < extent; result++) {
            for (int element = 0; element < extent; element++) {
                int distance = reverse ? element - result : result - element;
                mask[result * extent + element] = distance > 0 || distance == 0 && !exclusive ? 1 : 0;
            }
        }
        long[] dims = new long[x.length + 1];
        Arrays.fill(dims, 1);
        dims[axis] = extent;
        dims[axis + 1] = extent;
        return context.builder().cast(context.builder().array(context.type(), dims, mask), ElementType.BOOL);
    }
}
