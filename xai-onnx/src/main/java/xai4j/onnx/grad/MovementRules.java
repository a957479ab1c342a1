package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;

/** Operators that rearrange, join or split values without losing any element. */
final class MovementRules {
    private MovementRules() {}

    static RuleBook book() {
        return new RuleBook()
                .rule(
                        step -> step.add(0, step.reshapeToInput(step.dy(), 0)),
                        "Reshape",
                        "Flatten",
                        "Squeeze",
                        "Unsqueeze")
                .rule(MovementRules::transpose, "Transpose")
                .rule(MovementRules::concat, "Concat")
                .rule(MovementRules::split, "Split")
                .rule(MovementRules::tile, "Tile")
                .rule(MovementRules::depthToSpace, "DepthToSpace")
                .rule(MovementRules::spaceToDepth, "SpaceToDepth")
                .rule(MovementRules::cumSum, "CumSum");
    }

    private static void transpose(Step step) {
        long[] order = step.node().integers("perm", Dims.reversed(step.inputDims(0).length));
        long[] inverse = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[(int) order[i]] = i;
        }
        step.add(0, step.emit().transpose(step.dy(), inverse));
    }

    private static void concat(Step step) {
        int count = step.node().inputs().size();
        int axis = Dims.axis(step.node().integer("axis", 0), step.outputDims().length);
        if (step.targetDims(step.y(0))[axis] < 0) {
            throw step.refusal("it joins along the batch");
        }
        long[] sizes = new long[count];
        boolean all = true;
        for (int i = 0; i < count; i++) {
            sizes[i] = step.inputDims(i)[axis];
            all &= step.wants(i);
        }
        List<String> parts = all ? parts(step, axis, sizes) : List.of();
        long start = 0;
        for (int i = 0; i < count; i++) {
            if (step.wants(i)) {
                step.add(i, all ? parts.get(i) : part(step, axis, start, start + sizes[i]));
            }
            start += sizes[i];
        }
    }

    private static List<String> parts(Step step, int axis, long[] sizes) {
        return sizes.length == 1
                ? List.of(step.dy())
                : step.emit()
                        .ops(
                                "Split",
                                List.of(step.dy(), step.emit().longs(sizes)),
                                sizes.length,
                                Attribute.of("axis", axis));
    }

    private static String part(Step step, int axis, long from, long to) {
        Emitter emit = step.emit();
        return emit.op("Slice", List.of(step.dy(), emit.longs(from), emit.longs(to), emit.longs(axis)));
    }

    private static void split(Step step) {
        int axis = Dims.axis(step.node().integer("axis", 0), step.inputDims(0).length);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < step.node().outputs().size(); i++) {
            String output = step.y(i);
            parts.add(step.cotangent(i)
                    .orElseGet(() -> step.emit().zerosLike(output, step.shapes().type(step.x(0)))));
        }
        step.add(0, parts.size() == 1 ? parts.get(0) : step.emit().op("Concat", parts, Attribute.of("axis", axis)));
    }

    /** Sums the copies: every axis is seen as (copies, extent). */
    private static void tile(Step step) {
        long[] x = step.inputDims(0);
        long[] repeats = step.constant(1);
        long[] target = step.targetDims(step.x(0));
        long[] split = new long[2 * x.length];
        long[] copies = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            split[2 * i] = repeats[i];
            split[2 * i + 1] = target[i];
            copies[i] = 2L * i;
        }
        Emitter emit = step.emit();
        step.add(0, emit.reduce("ReduceSum", emit.reshape(step.dy(), split), false, copies));
    }

    private static void depthToSpace(Step step) {
        long block = step.node().integer("blocksize", 1);
        if (!step.node().text("mode", "DCR").equals("CRD")) {
            step.add(0, step.emit().op("SpaceToDepth", step.dy(), Attribute.of("blocksize", block)));
            return;
        }
        long[] x = step.targetDims(step.x(0));
        String blocks = step.emit().reshape(step.dy(), x[0], x[1] / (block * block), x[2], block, x[3], block);
        step.add(0, step.emit().reshape(step.emit().transpose(blocks, 0, 1, 3, 5, 2, 4), x));
    }

    private static void spaceToDepth(Step step) {
        Attribute block = Attribute.of("blocksize", step.node().integer("blocksize", 1));
        step.add(0, step.emit().op("DepthToSpace", step.dy(), block));
    }

    /** The sum from the other end. */
    private static void cumSum(Step step) {
        long reverse = 1 - step.node().integer("reverse", 0);
        step.add(
                0,
                step.emit()
                        .op(
                                "CumSum",
                                List.of(step.dy(), step.x(1)),
                                Attribute.of("reverse", reverse),
                                Attribute.of("exclusive", step.node().integer("exclusive", 0))));
    }

    /** Puts zeros before and after along one axis; negative numbers cut. */
    static String padded(Step step, String x, int rank, int axis, long before, long after) {
        if (before == 0 && after == 0) {
            return x;
        }
        long[] pads = new long[2 * rank];
        pads[axis] = before;
        pads[rank + axis] = after;
        return step.emit().op("Pad", x, step.emit().longs(pads));
    }

    /** Extents with one replaced. */
    static long[] with(long[] dims, int axis, long extent) {
        long[] result = Arrays.copyOf(dims, dims.length);
        result[axis] = extent;
        return result;
    }
}
