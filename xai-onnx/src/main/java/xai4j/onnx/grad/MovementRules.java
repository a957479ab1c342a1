package xai4j.onnx.grad;

import static xai4j.onnx.grad.BookRule.none;
import static xai4j.onnx.grad.OperatorRules.LINEAR;
import static xai4j.onnx.grad.OperatorRules.MOVED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Operators that rearrange, join or split values without losing any element. */
final class MovementRules {
    private MovementRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(
                        context -> context.add(0, context.reshapeToInput(context.dy(), 0)),
                        LINEAR,
                        MOVED,
                        "Reshape",
                        "Flatten",
                        "Squeeze",
                        "Unsqueeze")
                .add(MovementRules::transpose, LINEAR, MOVED, "Transpose")
                .add(MovementRules::concat, LINEAR, MOVED, "Concat")
                .add(MovementRules::split, LINEAR, MOVED, "Split")
                .add(MovementRules::tile, LINEAR, MOVED, "Tile")
                .add(MovementRules::depthToSpace, LINEAR, MOVED, "DepthToSpace")
                .add(MovementRules::spaceToDepth, LINEAR, MOVED, "SpaceToDepth")
                .add(MovementRules::triangle, LINEAR, MOVED, "Trilu")
                .add(MovementRules::cumSum, LINEAR, none(), "CumSum");
    }

    /** The same triangle of the cotangent. */
    private static void triangle(BackwardContext context) {
        List<String> inputs = context.node().hasInput(1) ? List.of(context.dy(), context.x(1)) : List.of(context.dy());
        Attribute upper = Attribute.of("upper", context.node().integer("upper", 1));
        context.add(0, context.builder().op("Trilu", inputs, upper));
    }

    private static void transpose(BackwardContext context) {
        long[] order = context.node().integers("perm", Dims.reversed(context.inputDims(0).length));
        long[] inverse = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[(int) order[i]] = i;
        }
        context.add(0, context.builder().transpose(context.dy(), inverse));
    }

    private static void concat(BackwardContext context) {
        int count = context.node().inputs().size();
        int axis = Dims.axis(context.node().integer("axis", 0), context.outputDims().length);
        if (context.targetDims(context.y(0))[axis] < 0) {
            throw context.refusal("it joins along the batch");
        }
        long[] sizes = new long[count];
        boolean all = true;
        for (int i = 0; i < count; i++) {
            sizes[i] = context.inputDims(i)[axis];
            all &= context.wants(i);
        }
        List<String> parts = all ? parts(context, axis, sizes) : List.of();
        long start = 0;
        for (int i = 0; i < count; i++) {
            if (context.wants(i)) {
                context.add(i, all ? parts.get(i) : part(context, axis, start, start + sizes[i]));
            }
            start += sizes[i];
        }
    }

    private static List<String> parts(BackwardContext context, int axis, long[] sizes) {
        return sizes.length == 1
                ? List.of(context.dy())
                : context.builder()
                        .ops(
                                "Split",
                                List.of(context.dy(), context.builder().longs(sizes)),
                                sizes.length,
                                Attribute.of("axis", axis));
    }

    private static String part(BackwardContext context, int axis, long from, long to) {
        GraphBuilder emit = context.builder();
        return emit.op("Slice", List.of(context.dy(), emit.longs(from), emit.longs(to), emit.longs(axis)));
    }

    private static void split(BackwardContext context) {
        int axis = Dims.axis(context.node().integer("axis", 0), context.inputDims(0).length);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < context.node().outputs().size(); i++) {
            String output = context.y(i);
            parts.add(context.cotangent(i).orElseGet(() -> context.builder()
                    .zerosLike(output, context.shapes().type(context.x(0)))));
        }
        context.add(
                0,
                parts.size() == 1 ? parts.get(0) : context.builder().op("Concat", parts, Attribute.of("axis", axis)));
    }

    /** Sums the copies: every axis is seen as (copies, extent). */
    private static void tile(BackwardContext context) {
        long[] x = context.inputDims(0);
        long[] repeats = context.constant(1);
        long[] target = context.targetDims(context.x(0));
        long[] split = new long[2 * x.length];
        long[] copies = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            split[2 * i] = repeats[i];
            split[2 * i + 1] = target[i];
            copies[i] = 2L * i;
        }
        GraphBuilder emit = context.builder();
        context.add(0, emit.reduce("ReduceSum", emit.reshape(context.dy(), split), false, copies));
    }

    private static void depthToSpace(BackwardContext context) {
        long block = context.node().integer("blocksize", 1);
        if (!context.node().text("mode", "DCR").equals("CRD")) {
            context.add(0, context.builder().op("SpaceToDepth", context.dy(), Attribute.of("blocksize", block)));
            return;
        }
        long[] x = context.targetDims(context.x(0));
        String blocks = context.builder().reshape(context.dy(), x[0], x[1] / (block * block), x[2], block, x[3], block);
        context.add(0, context.builder().reshape(context.builder().transpose(blocks, 0, 1, 3, 5, 2, 4), x));
    }

    private static void spaceToDepth(BackwardContext context) {
        Attribute block = Attribute.of("blocksize", context.node().integer("blocksize", 1));
        context.add(0, context.builder().op("DepthToSpace", context.dy(), block));
    }

    /** The sum from the other end. */
    private static void cumSum(BackwardContext context) {
        long reverse = 1 - context.node().integer("reverse", 0);
        context.add(
                0,
                context.builder()
                        .op(
                                "CumSum",
                                List.of(context.dy(), context.x(1)),
                                Attribute.of("reverse", reverse),
                                Attribute.of("exclusive", context.node().integer("exclusive", 0))));
    }

    /** Puts zeros before and after along one axis; negative numbers cut. */
    static String padded(BackwardContext context, String x, int rank, int axis, long before, long after) {
        if (before == 0 && after == 0) {
            return x;
        }
        long[] pads = new long[2 * rank];
        pads[axis] = before;
        pads[rank + axis] = after;
        return context.builder().op("Pad", x, context.builder().longs(pads));
    }

    /** Extents with one replaced. */
    static long[] with(long[] dims, int axis, long extent) {
        long[] result = Arrays.copyOf(dims, dims.length);
        result[axis] = extent;
        return result;
    }
}
