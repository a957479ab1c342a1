package xai4j.onnx.grad;

import static xai4j.onnx.grad.OperatorRules.LINEAR;
import static xai4j.onnx.grad.OperatorRules.SHARED;

import java.util.List;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;
import xai4j.onnx.graph.Node;

/**
 * Resizing. It is linear and separable, so its matrix along an axis is what the same node makes of an identity matrix;
 * every interpolation mode and coordinate convention is thereby right without being known here. Averages over regions likewise.
 */
final class ResizeRules {
    /** A map of more positions would need a matrix of more than 64 MB. */
    private static final long MOST_PIXELS = 4096;

    private ResizeRules() {}

    static OperatorRules.Family family() {
        return new OperatorRules.Family()
                .add(ResizeRules::resize, LINEAR, SHARED, "Resize")
                .add(ResizeRules::regions, LINEAR, SHARED, "RoiAlign");
    }

    private static void resize(BackwardContext context) {
        long[] x = context.inputDims(0);
        long[] dims = context.outputDims();
        long[] target = context.targetDims(context.y(0));
        if (x.length != 4 || x[0] != dims[0] || x[1] != dims[1]) {
            throw context.refusal("only the two last axes of [N, C, H, W] may be resized");
        }
        String gradient = context.dy();
        for (int axis = 3; axis >= 2; axis--) {
            if (x[axis] == dims[axis] && isUnit(context, axis)) {
                continue;
            }
            String matrix = pushedIdentity(context, axis, x[axis], dims[axis]);
            gradient = AxisMatrix.apply(context, gradient, dims, target, axis, matrix, x[axis]);
            dims[axis] = x[axis];
            target[axis] = x[axis];
        }
        context.add(0, gradient);
    }

    private static boolean isCropped(Node node) {
        return node.text("coordinate_transformation_mode", "half_pixel").equals("tf_crop_and_resize");
    }

    private static boolean isUnit(BackwardContext context, int axis) {
        return !isCropped(context.node()) && scale(context, axis) == 1;
    }

    private static long[] axes(BackwardContext context) {
        return context.node().integers("axes", 0, 1, 2, 3);
    }

    /** The factor said for an axis; 1 when none is said. */
    private static double scale(BackwardContext context, int axis) {
        double[] scales = context.node().hasInput(2) ? context.numbers(2) : new double[0];
        long[] axes = axes(context);
        for (int i = 0; i < axes.length && i < scales.length; i++) {
            if (Dims.axis(axes[i], 4) == axis) {
                return scales[i];
            }
        }
        return 1;
    }

    /** The transposed matrix {@code [in, out]} of the node along an axis. */
    private static String pushedIdentity(BackwardContext context, int axis, long in, long out) {
        GraphBuilder emit = context.builder();
        Node node = context.node();
        String identity = identity(context, axis, (int) in);
        String roi = node.hasInput(1) ? roi(context, axis) : "";
        boolean bySize = !node.hasInput(2);
        long[] size = axis == 2 ? new long[] {1, in, out, 1} : new long[] {1, in, 1, out};
        double[] scales = {1, 1, axis == 2 ? scale(context, 2) : 1, axis == 3 ? scale(context, 3) : 1};
        List<String> inputs = bySize
                ? List.of(identity, roi, "", emit.longs(size))
                : List.of(identity, roi, emit.array(ElementType.FLOAT, new long[] {4}, scales));
        String resized = emit.fresh("resized");
        emit.copy(linearPart(node), inputs, List.of(resized));
        return emit.reshape(resized, in, out);
    }

    /** The node without what it says of other axes, and with nothing outside of the image in the place of a constant. */
    private static Node linearPart(Node node) {
        Node plain = node.without("axes").without("keep_aspect_ratio_policy");
        return node.attribute("extrapolation_value").isPresent()
                ? plain.with(Attribute.of("extrapolation_value", 0f))
                : plain;
    }

    private static String identity(BackwardContext context, int axis, int extent) {
        double[] values = new double[extent * extent];
        for (int i = 0; i < extent; i++) {
            values[i * extent + i] = 1;
        }
        long[] dims = axis == 2 ? new long[] {1, extent, extent, 1} : new long[] {1, extent, 1, extent};
        return context.builder().array(context.type(), dims, values);
    }

    /** The region of interest along one axis, everything along the others. */
    private static String roi(BackwardContext context, int axis) {
        double[] given = isCropped(context.node()) ? context.numbers(1) : new double[0];
        double[] roi = {0, 0, 0, 0, 1, 1, 1, 1};
        long[] axes = axes(context);
        int at = (int) LongStream.range(0, axes.length)
                .filter(i -> Dims.axis(axes[(int) i], 4) == axis)
                .findFirst()
                .orElse(-1);
        if (at >= 0 && given.length == 2 * axes.length) {
            roi[axis] = given[at];
            roi[axis + 4] = given[at + axes.length];
        }
        return context.builder().array(ElementType.FLOAT, new long[] {8}, roi);
    }

    /** Averages over regions of stored bounds: each is a matrix from pixels to bins, which the node makes of an identity. */
    private static void regions(BackwardContext context) {
        long[] x = context.targetDims(context.x(0));
        long[] y = context.outputDims();
        boolean averages = context.node().text("mode", "avg").equals("avg");
        if (!averages || x[1] < 0 || x[2] < 0 || x[3] < 0 || x[2] * x[3] > MOST_PIXELS) {
            throw context.refusal(
                    "only averages over regions of maps of up to " + MOST_PIXELS + " positions have a rule");
        }
        GraphBuilder emit = context.builder();
        int pixels = Math.toIntExact(x[2] * x[3]);
        double[] values = new double[pixels * pixels];
        for (int i = 0; i < pixels; i++) {
            values[i * pixels + i] = 1;
        }
        String identity = emit.array(context.type(), new long[] {1, pixels, x[2], x[3]}, values);
        String first = emit.op("Mul", context.x(2), emit.longs(0));
        String pooled = emit.fresh("regions");
        emit.copy(context.node(), List.of(identity, context.x(1), first), List.of(pooled));
        String matrices = emit.transpose(emit.reshape(pooled, -1, pixels, y[2] * y[3]), 0, 2, 1);
        String each = emit.op("MatMul", emit.reshape(context.dy(), -1, x[1], y[2] * y[3]), matrices);
        String regions = emit.reshape(each, -1, x[1], x[2], x[3]);
        String zeros = emit.zerosLike(context.x(0), context.type());
        String places = emit.op("Unsqueeze", context.x(2), emit.longs(1));
        context.add(0, emit.op("ScatterND", List.of(zeros, places, regions), Attribute.of("reduction", "add")));
    }
}
