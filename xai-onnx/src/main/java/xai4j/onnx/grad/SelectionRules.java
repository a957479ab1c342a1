package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.none;
import static xai4j.onnx.grad.BookRule.own;
import static xai4j.onnx.grad.OperatorRules.LINEAR;
import static xai4j.onnx.grad.OperatorRules.MOVED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.SliceRange;

/** Operators that pick some elements, or surround them with others. */
final class SelectionRules {
    private static final long LARGEST_MATRIX = 4L << 20;

    private static final BookRule<DeepLift> PLACED = BookRule.of("linear", (book, gradient) -> book.placed(gradient));

    private SelectionRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(SelectionRules::slice, LINEAR, MOVED, "Slice")
                .add(SelectionRules::pad, LINEAR, MOVED, "Pad")
                .add(SelectionRules::gather, LINEAR, MOVED, "Gather")
                .add(SelectionRules::gatherElements, PLACED, MOVED, "GatherElements")
                .add(SelectionRules::gatherNd, PLACED, MOVED, "GatherND")
                .add(SelectionRules::topK, own(DeepLift::top), MOVED, "TopK")
                .add(context -> context.flat(0), "OneHot")
                .add(ScatterRules::elements, PLACED, none(), "ScatterElements")
                .add(ScatterRules::nd, PLACED, none(), "ScatterND");
    }

    private static void slice(BackwardContext context) {
        long[] x = context.inputDims(0);
        long[] starts = context.constant(1);
        long[] ends = context.constant(2);
        long[] axes = context.node().hasInput(3)
                ? context.constant(3)
                : LongStream.range(0, starts.length).toArray();
        SliceRange[] ranges = new SliceRange[axes.length];
        for (int i = 0; i < axes.length; i++) {
            long stride = context.node().hasInput(4) ? context.constant(4)[i] : 1;
            ranges[i] = SliceRange.of(starts[i], ends[i], stride, x[Dims.axis(axes[i], x.length)]);
        }
        context.add(0, everyFew(context, axes, ranges).orElseGet(() -> unsliced(context, axes, ranges)));
    }

    /** Where each of so many rows and columns of a map is taken, they are put back in one step. */
    private static Optional<String> everyFew(BackwardContext context, long[] axes, SliceRange[] ranges) {
        long[] x = context.inputDims(0);
        long[] strides = {1, 1};
        long[] missing = {0, 0};
        for (int i = 0; i < axes.length; i++) {
            int spatial = Dims.axis(axes[i], x.length) - 2;
            SliceRange range = ranges[i];
            if (x.length != 4 || spatial < 0 || range.start() != 0 || range.step() < 1 || range.count() < 1) {
                return Optional.empty();
            }
            strides[spatial] = range.step();
            missing[spatial] = x[spatial + 2] - (range.count() - 1) * range.step() - 1;
            if (missing[spatial] >= range.step()) {
                return Optional.empty();
            }
        }
        if (Dims.size(strides) == 1 || context.type() != ElementType.FLOAT) {
            return Optional.empty();
        }
        String spaced = SpacedMaps.of(context, context.dy(), x[1], strides, missing);
        return Optional.of(SpacedMaps.inBlocks(context, spaced, x));
    }

    private static String unsliced(BackwardContext context, long[] axes, SliceRange[] ranges) {
        long[] x = context.inputDims(0);
        String gradient = context.dy();
        long[] dims = context.targetDims(context.y(0));
        for (int i = 0; i < axes.length; i++) {
            int axis = Dims.axis(axes[i], x.length);
            SliceRange range = ranges[i];
            boolean whole = range.start() == 0 && range.step() == 1 && range.count() == x[axis];
            if (!whole) {
                requireStatic(context, axis);
                gradient = unsliced(context, gradient, dims, axis, range, x[axis]);
                dims[axis] = x[axis];
            }
        }
        return gradient;
    }

    private static void requireStatic(BackwardContext context, int axis) {
        if (context.targetDims(context.x(0))[axis] < 0) {
            throw context.refusal("it picks along the batch");
        }
    }

    /** Puts the picked positions back among zeros along one axis. */
    private static String unsliced(
            BackwardContext context, String dy, long[] dims, int axis, SliceRange range, long extent) {
        GraphBuilder emit = context.builder();
        int rank = dims.length;
        long start = range.start();
        String value = dy;
        if (range.step() < 0) {
            value = ConvolutionRules.reversed(emit, value, axis);
            start = range.start() + (range.count() - 1) * range.step();
        }
        long stride = Math.abs(range.step());
        long length = range.count();
        if (stride > 1 && length > 1) {
            String column = emit.reshape(value, Dims.replace(dims, axis, length, 1));
            String spaced = MovementRules.padded(context, column, rank + 1, axis + 1, 0, stride - 1);
            length *= stride;
            value = emit.reshape(spaced, MovementRules.with(dims, axis, length));
        }
        return MovementRules.padded(context, value, rank, axis, start, extent - start - length);
    }

    private static void pad(BackwardContext context) {
        if (context.wants(0)) {
            unpadded(context);
        }
        if (context.wants(2)) {
            String filled = context.builder().mul(context.dy(), border(context));
            ArithmeticRules.give(context, 2, filled);
        }
    }

    /** 1 where the fill is, else 0: what the node itself makes of zeros and a fill of one. */
    private static String border(BackwardContext context) {
        List<String> inputs = new ArrayList<>(List.of(zeros(context), context.x(1), context.number(1)));
        if (context.node().hasInput(3)) {
            inputs.add(context.x(3));
        }
        String border = context.builder().fresh("border");
        context.builder().copy(context.node(), inputs, List.of(border));
        return border;
    }

    private static void unpadded(BackwardContext context) {
        long[] x = context.inputDims(0);
        long[] pads = context.constant(1);
        long[] axes = context.node().hasInput(3)
                ? context.constant(3)
                : LongStream.range(0, x.length).toArray();
        String mode = context.node().text("mode", "constant");
        String gradient = context.dy();
        long[] dims = context.outputDims();
        long[] target = context.targetDims(context.y(0));
        for (int i = 0; i < axes.length; i++) {
            int axis = Dims.axis(axes[i], x.length);
            long before = pads[i];
            long after = pads[i + axes.length];
            if (before == 0 && after == 0) {
                continue;
            }
            if (mode.equals("constant")) {
                gradient = MovementRules.padded(context, gradient, x.length, axis, -before, -after);
            } else {
                long[] sources = sources(mode, before, dims[axis], x[axis]);
                String matrix = pickMatrix(context, sources, x[axis]);
                gradient = AxisMatrix.apply(context, gradient, dims, target, axis, matrix, x[axis]);
            }
            dims[axis] = x[axis];
            target[axis] = x[axis];
        }
        context.add(0, gradient);
    }

    /** Where each position of a padded axis comes from. */
    private static long[] sources(String mode, long before, long padded, long extent) {
        return LongStream.range(0, padded)
                .map(i -> {
                    long at = i - before;
                    return switch (mode) {
                        case "edge" -> Math.max(0, Math.min(extent - 1, at));
                        case "wrap" -> Math.floorMod(at, extent);
                        default -> mirrored(at, extent);
                    };
                })
                .toArray();
    }

    private static long mirrored(long at, long extent) {
        if (extent == 1) {
            return 0;
        }
        long period = 2 * (extent - 1);
        long phase = Math.floorMod(at, period);
        return phase < extent ? phase : period - phase;
    }

    /** The matrix {@code [extent, count]} that adds position i to row {@code sources[i]}. */
    private static String pickMatrix(BackwardContext context, long[] sources, long extent) {
        if (extent * sources.length > LARGEST_MATRIX) {
            throw context.refusal("it picks " + sources.length + " of " + extent + " positions, which is too many");
        }
        double[] matrix = new double[(int) extent * sources.length];
        for (int i = 0; i < sources.length; i++) {
            matrix[(int) sources[i] * sources.length + i] = 1;
        }
        return context.builder().array(context.type(), new long[] {extent, sources.length}, matrix);
    }

    private static void gather(BackwardContext context) {
        long[] x = context.inputDims(0);
        int axis = Dims.axis(context.node().integer("axis", 0), x.length);
        requireStatic(context, axis);
        long[] indices = Arrays.stream(context.constant(1))
                .map(index -> index < 0 ? index + x[axis] : index)
                .toArray();
        long[] dims = MovementRules.with(x, axis, indices.length);
        long[] target = MovementRules.with(context.targetDims(context.x(0)), axis, indices.length);
        boolean sameRank = context.inputDims(1).length == 1;
        String dy = sameRank ? context.dy() : context.builder().reshape(context.dy(), target);
        if (isRun(indices)) {
            long after = x[axis] - indices[0] - indices.length;
            context.add(0, MovementRules.padded(context, dy, x.length, axis, indices[0], after));
        } else {
            String matrix = pickMatrix(context, indices, x[axis]);
            context.add(0, AxisMatrix.apply(context, dy, dims, target, axis, matrix, x[axis]));
        }
    }

    private static boolean isRun(long[] indices) {
        for (int i = 1; i < indices.length; i++) {
            if (indices[i] != indices[0] + i) {
                return false;
            }
        }
        return indices.length > 0;
    }

    private static String zeros(BackwardContext context) {
        return context.builder().zerosLike(context.x(0), context.type());
    }

    private static void gatherElements(BackwardContext context) {
        context.add(
                0,
                context.builder()
                        .op(
                                "ScatterElements",
                                List.of(zeros(context), context.x(1), context.dy()),
                                Attribute.of("axis", context.node().integer("axis", 0)),
                                Attribute.of("reduction", "add")));
    }

    private static void gatherNd(BackwardContext context) {
        if (context.node().integer("batch_dims", 0) != 0) {
            throw context.refusal("batch_dims is not supported");
        }
        context.add(
                0,
                context.builder()
                        .op(
                                "ScatterND",
                                List.of(zeros(context), context.x(1), context.dy()),
                                Attribute.of("reduction", "add")));
    }

    private static void topK(BackwardContext context) {
        context.add(
                0,
                context.builder()
                        .op(
                                "ScatterElements",
                                List.of(zeros(context), context.y(1), context.dy()),
                                Attribute.of("axis", context.node().integer("axis", -1)),
                                Attribute.of("reduction", "add")));
    }
}
