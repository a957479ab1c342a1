package xai4j.onnx.grad;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.SliceRange;

/** Operators that pick some elements, or surround them with others. */
final class SelectionRules {
    private static final long LARGEST_MATRIX = 4L << 20;

    private SelectionRules() {}

    static RuleBook book() {
        return new RuleBook()
                .rule(SelectionRules::slice, "Slice")
                .rule(SelectionRules::pad, "Pad")
                .rule(SelectionRules::gather, "Gather")
                .rule(SelectionRules::gatherElements, "GatherElements")
                .rule(SelectionRules::gatherNd, "GatherND")
                .rule(SelectionRules::topK, "TopK")
                .rule(SelectionRules::scatter, "ScatterElements", "ScatterND");
    }

    private static void slice(Step step) {
        long[] x = step.inputDims(0);
        long[] starts = step.constant(1);
        long[] ends = step.constant(2);
        long[] axes = step.node().hasInput(3)
                ? step.constant(3)
                : LongStream.range(0, starts.length).toArray();
        String gradient = step.dy();
        long[] dims = step.targetDims(step.y(0));
        for (int i = 0; i < axes.length; i++) {
            int axis = Dims.axis(axes[i], x.length);
            long stride = step.node().hasInput(4) ? step.constant(4)[i] : 1;
            SliceRange range = SliceRange.of(starts[i], ends[i], stride, x[axis]);
            boolean whole = range.start() == 0 && stride == 1 && range.count() == x[axis];
            if (!whole) {
                requireStatic(step, axis);
                gradient = unsliced(step, gradient, dims, axis, range, x[axis]);
                dims[axis] = x[axis];
            }
        }
        step.add(0, gradient);
    }

    private static void requireStatic(Step step, int axis) {
        if (step.targetDims(step.x(0))[axis] < 0) {
            throw step.refusal("it picks along the batch");
        }
    }

    /** Puts the picked positions back among zeros along one axis. */
    private static String unsliced(Step step, String dy, long[] dims, int axis, SliceRange range, long extent) {
        Emitter emit = step.emit();
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
            String spaced = MovementRules.padded(step, column, rank + 1, axis + 1, 0, stride - 1);
            length *= stride;
            value = emit.reshape(spaced, MovementRules.with(dims, axis, length));
        }
        return MovementRules.padded(step, value, rank, axis, start, extent - start - length);
    }

    private static void pad(Step step) {
        long[] x = step.inputDims(0);
        long[] pads = step.constant(1);
        long[] axes = step.node().hasInput(3)
                ? step.constant(3)
                : LongStream.range(0, x.length).toArray();
        String mode = step.node().text("mode", "constant");
        String gradient = step.dy();
        long[] dims = step.outputDims();
        long[] target = step.targetDims(step.y(0));
        for (int i = 0; i < axes.length; i++) {
            int axis = Dims.axis(axes[i], x.length);
            long before = pads[i];
            long after = pads[i + axes.length];
            if (before == 0 && after == 0) {
                continue;
            }
            if (mode.equals("constant")) {
                gradient = MovementRules.padded(step, gradient, x.length, axis, -before, -after);
            } else {
                long[] sources = sources(mode, before, dims[axis], x[axis]);
                String matrix = pickMatrix(step, sources, x[axis]);
                gradient = AxisMatrix.apply(step, gradient, dims, target, axis, matrix, x[axis]);
            }
            dims[axis] = x[axis];
            target[axis] = x[axis];
        }
        step.add(0, gradient);
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
    private static String pickMatrix(Step step, long[] sources, long extent) {
        if (extent * sources.length > LARGEST_MATRIX) {
            throw step.refusal("it picks " + sources.length + " of " + extent + " positions, which is too many");
        }
        double[] matrix = new double[(int) extent * sources.length];
        for (int i = 0; i < sources.length; i++) {
            matrix[(int) sources[i] * sources.length + i] = 1;
        }
        return step.emit().array(step.type(), new long[] {extent, sources.length}, matrix);
    }

    private static void gather(Step step) {
        long[] x = step.inputDims(0);
        int axis = Dims.axis(step.node().integer("axis", 0), x.length);
        requireStatic(step, axis);
        long[] indices = Arrays.stream(step.constant(1))
                .map(index -> index < 0 ? index + x[axis] : index)
                .toArray();
        long[] dims = MovementRules.with(x, axis, indices.length);
        long[] target = MovementRules.with(step.targetDims(step.x(0)), axis, indices.length);
        boolean sameRank = step.inputDims(1).length == 1;
        String dy = sameRank ? step.dy() : step.emit().reshape(step.dy(), target);
        if (isRun(indices)) {
            long after = x[axis] - indices[0] - indices.length;
            step.add(0, MovementRules.padded(step, dy, x.length, axis, indices[0], after));
        } else {
            String matrix = pickMatrix(step, indices, x[axis]);
            step.add(0, AxisMatrix.apply(step, dy, dims, target, axis, matrix, x[axis]));
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

    private static String zeros(Step step) {
        return step.emit().zerosLike(step.x(0), step.type());
    }

    private static void gatherElements(Step step) {
        step.add(
                0,
                step.emit()
                        .op(
                                "ScatterElements",
                                List.of(zeros(step), step.x(1), step.dy()),
                                Attribute.of("axis", step.node().integer("axis", 0)),
                                Attribute.of("reduction", "add")));
    }

    private static void gatherNd(Step step) {
        if (step.node().integer("batch_dims", 0) != 0) {
            throw step.refusal("batch_dims is not supported");
        }
        step.add(
                0,
                step.emit()
                        .op("ScatterND", List.of(zeros(step), step.x(1), step.dy()), Attribute.of("reduction", "add")));
    }

    private static void topK(Step step) {
        step.add(
                0,
                step.emit()
                        .op(
                                "ScatterElements",
                                List.of(zeros(step), step.y(1), step.dy()),
                                Attribute.of("axis", step.node().integer("axis", -1)),
                                Attribute.of("reduction", "add")));
    }

    /** Positions that were overwritten pass nothing on; what was written gets its own part. */
    private static void scatter(Step step) {
        if (!step.node().text("reduction", "none").equals("none")) {
            throw step.refusal("reductions are not supported");
        }
        boolean nd = step.node().is("ScatterND");
        Attribute axis = Attribute.of("axis", step.node().integer("axis", 0));
        if (step.wants(0)) {
            String none = step.emit().zerosLike(step.x(2), step.type());
            List<String> inputs = List.of(step.dy(), step.x(1), none);
            step.add(0, nd ? step.emit().op("ScatterND", inputs) : step.emit().op("ScatterElements", inputs, axis));
        }
        if (step.wants(2)) {
            step.add(
                    2,
                    nd
                            ? step.emit().op("GatherND", step.dy(), step.x(1))
                            : step.emit().op("GatherElements", List.of(step.dy(), step.x(1)), axis));
        }
    }
}
