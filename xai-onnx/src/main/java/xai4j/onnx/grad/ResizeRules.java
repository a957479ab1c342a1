package xai4j.onnx.grad;

import java.util.List;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;

/**
 * Resizing. It is linear and separable, so its matrix along an axis is what the same node makes of an identity matrix;
 * every interpolation mode and coordinate convention is thereby right without being known here.
 */
final class ResizeRules {
    private ResizeRules() {}

    static RuleBook book() {
        return new RuleBook().rule(ResizeRules::resize, "Resize");
    }

    private static void resize(Step step) {
        long[] x = step.inputDims(0);
        long[] dims = step.outputDims();
        long[] target = step.targetDims(step.y(0));
        if (x.length != 4 || x[0] != dims[0] || x[1] != dims[1]) {
            throw step.refusal("only the two last axes of [N, C, H, W] may be resized");
        }
        String gradient = step.dy();
        for (int axis = 3; axis >= 2; axis--) {
            if (x[axis] == dims[axis] && isUnit(step, axis)) {
                continue;
            }
            String matrix = pushedIdentity(step, axis, x[axis], dims[axis]);
            gradient = AxisMatrix.apply(step, gradient, dims, target, axis, matrix, x[axis]);
            dims[axis] = x[axis];
            target[axis] = x[axis];
        }
        step.add(0, gradient);
    }

    private static boolean isUnit(Step step, int axis) {
        return !step.node().text("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize")
                && scale(step, axis) == 1;
    }

    private static long[] axes(Step step) {
        return step.node().integers("axes", 0, 1, 2, 3);
    }

    /** The factor said for an axis; 1 when none is said. */
    private static double scale(Step step, int axis) {
        double[] scales =
                step.node().hasInput(2) ? step.shapes().constant(step.x(2)).orElse(new double[0]) : new double[0];
        long[] axes = axes(step);
        for (int i = 0; i < axes.length && i < scales.length; i++) {
            if (Dims.axis(axes[i], 4) == axis) {
                return scales[i];
            }
        }
        return 1;
    }

    /** The transposed matrix {@code [in, out]} of the node along an axis. */
    private static String pushedIdentity(Step step, int axis, long in, long out) {
        Emitter emit = step.emit();
        Node node = step.node();
        String identity = identity(step, axis, (int) in);
        String roi = node.hasInput(1) ? roi(step, axis) : "";
        boolean bySize = !node.hasInput(2);
        long[] size = axis == 2 ? new long[] {1, in, out, 1} : new long[] {1, in, 1, out};
        double[] scales = {1, 1, axis == 2 ? scale(step, 2) : 1, axis == 3 ? scale(step, 3) : 1};
        List<String> inputs = bySize
                ? List.of(identity, roi, "", emit.longs(size))
                : List.of(identity, roi, emit.array(ElementType.FLOAT, new long[] {4}, scales));
        String resized = emit.fresh("resized");
        emit.copy(node.without("axes").without("keep_aspect_ratio_policy"), inputs, List.of(resized));
        return emit.reshape(resized, in, out);
    }

    private static String identity(Step step, int axis, int extent) {
        double[] values = new double[extent * extent];
        for (int i = 0; i < extent; i++) {
            values[i * extent + i] = 1;
        }
        long[] dims = axis == 2 ? new long[] {1, extent, extent, 1} : new long[] {1, extent, 1, extent};
        return step.emit().array(step.type(), dims, values);
    }

    /** The region of interest along one axis, everything along the others. */
    private static String roi(Step step, int axis) {
        double[] given = step.shapes().constant(step.x(1)).orElse(new double[0]);
        double[] roi = {0, 0, 0, 0, 1, 1, 1, 1};
        long[] axes = axes(step);
        int at = (int) LongStream.range(0, axes.length)
                .filter(i -> Dims.axis(axes[(int) i], 4) == axis)
                .findFirst()
                .orElse(-1);
        if (at >= 0 && given.length == 2 * axes.length) {
            roi[axis] = given[at];
            roi[axis + 4] = given[at + axes.length];
        }
        return step.emit().array(ElementType.FLOAT, new long[] {8}, roi);
    }
}
