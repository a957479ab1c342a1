package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.Window;

/**
 * The gradient of a convolution's weights: {@code dW[m, c, k] = Σ_{n, y} dY[n, m, y] · X[n, c, y · stride + k · dilation − pad]}, a
 * convolution of input and cotangent. It is written as one matrix product for each place k of the kernel, over the positions y. When every channel goes
 * by itself, it is a sum of products of elements; of one image with strides, where the engine is slow to pick elements, the convolution that it is.
 */
final class KernelGradient {
    private final BackwardContext context;
    private final GraphBuilder emit;
    private final long[] x;
    private final long[] y;
    private final long[] w;
    private final Window window;
    private final long groups;

    private KernelGradient(BackwardContext context) {
        this.context = context;
        this.emit = context.builder();
        this.x = context.inputDims(0);
        this.y = context.outputDims();
        this.w = context.dims(context.x(1));
        this.window = Window.of(context.node(), Arrays.copyOfRange(w, 2, w.length), Arrays.copyOfRange(x, 2, x.length));
        this.groups = context.node().integer("group", 1);
    }

    /** A value with the shape of the weights. */
    static String of(BackwardContext context) {
        KernelGradient gradient = new KernelGradient(context);
        boolean depthwise = gradient.w[1] == 1 && gradient.w[0] == gradient.groups;
        if (!depthwise) {
            return gradient.byProducts();
        }
        return gradient.isOneImage() && gradient.isStrided() ? gradient.byConvolution() : gradient.byElements();
    }

    /** Per place of the kernel {@code [N, G, M/G, L] · [N, G, L, C/G]}, summed over the images. */
    private String byProducts() {
        long positions = Dims.size(Arrays.copyOfRange(y, 2, y.length));
        long out = w[0] / groups;
        String cotangent = emit.reshape(context.dy(), -1, groups, out, positions);
        List<String> places = new ArrayList<>();
        String padded = padded();
        for (long[] place : places()) {
            String seen = emit.reshape(seen(padded, place), -1, groups, w[1], positions);
            String product = emit.op("MatMul", cotangent, emit.transpose(seen, 0, 1, 3, 2));
            String summed = isOneImage() ? product : emit.reduce("ReduceSum", product, false, 0);
            places.add(emit.reshape(summed, groups, out, w[1], 1));
        }
        String all = places.size() == 1 ? places.get(0) : emit.op("Concat", places, Attribute.of("axis", 3));
        return emit.reshape(all, w);
    }

    private boolean isOneImage() {
        return x[0] == 1;
    }

    private boolean isStrided() {
        return Arrays.stream(window.strides()).anyMatch(stride -> stride > 1);
    }

    /** The input under the cotangent as kernel: what moves it by an element of the result is the dilation, what it skips the stride. */
    private String byConvolution() {
        String kernel =
                emit.reshape(context.dy(), Dims.concat(new long[] {w[0], 1}, Arrays.copyOfRange(y, 2, y.length)));
        String all = emit.op(
                "Conv",
                List.of(padded(), kernel),
                Attribute.of("group", groups),
                Attribute.ints("dilations", window.strides()),
                Attribute.ints("strides", window.dilations()));
        long[] spatial = LongStream.range(2, y.length).toArray();
        String places = emit.op(
                "Slice",
                List.of(all, emit.longs(new long[spatial.length]), emit.longs(window.kernel()), emit.longs(spatial)));
        return emit.reshape(places, w);
    }

    private String byElements() {
        List<String> places = new ArrayList<>();
        String padded = padded();
        long[] axes = LongStream.range(0, y.length).filter(axis -> axis != 1).toArray();
        for (long[] place : places()) {
            String product = emit.mul(context.dy(), seen(padded, place));
            places.add(emit.reshape(emit.reduce("ReduceSum", product, false, axes), w[0], 1));
        }
        String all = places.size() == 1 ? places.get(0) : emit.op("Concat", places, Attribute.of("axis", 1));
        return emit.reshape(all, w);
    }

    private String padded() {
        long[] pads = new long[2 * x.length];
        for (int i = 0; i < window.axes(); i++) {
            pads[i + 2] = window.begin()[i];
            pads[x.length + i + 2] = window.end()[i];
        }
        boolean none = Arrays.stream(pads).allMatch(pad -> pad == 0);
        return none ? context.x(0) : emit.op("Pad", context.x(0), emit.longs(pads));
    }

    /** All places of the kernel, row by row. */
    private List<long[]> places() {
        List<long[]> places = new ArrayList<>(List.of(new long[0]));
        for (long extent : window.kernel()) {
            List<long[]> longer = new ArrayList<>();
            for (long[] place : places) {
                LongStream.range(0, extent).forEach(k -> longer.add(Dims.concat(place, k)));
            }
            places = longer;
        }
        return places;
    }

    /** What a place of the kernel sees as it slides: one element for each position of the output. */
    private String seen(String padded, long[] place) {
        int axes = window.axes();
        long[] starts = new long[axes];
        long[] ends = new long[axes];
        boolean whole = true;
        for (int i = 0; i < axes; i++) {
            starts[i] = place[i] * window.dilations()[i];
            ends[i] = starts[i] + (y[i + 2] - 1) * window.strides()[i] + 1;
            long extent = x[i + 2] + window.begin()[i] + window.end()[i];
            whole &= window.strides()[i] == 1 && starts[i] == 0 && ends[i] == extent;
        }
        if (whole) {
            return padded;
        }
        long[] spatial = LongStream.range(2, 2L + axes).toArray();
        return emit.op(
                "Slice",
                List.of(
                        padded,
                        emit.longs(starts),
                        emit.longs(ends),
                        emit.longs(spatial),
                        emit.longs(window.strides())));
    }
}
