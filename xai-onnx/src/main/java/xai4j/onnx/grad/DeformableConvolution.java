package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import xai4j.onnx.graph.Attribute;

/**
 * A convolution whose taps are moved by offsets that the picture decides (Dai et al. 2017; with a mask, Zhu et al. 2019): each tap is read between
 * positions, and a convolution of one pixel adds them up.
 */
final class DeformableConvolution {
    private final ExpansionContext context;
    private final GraphBuilder emit;
    private final long[] x;
    private final long[] kernel;
    private final long height;
    private final long width;
    private final int taps;
    private final long offsetGroups;

    private DeformableConvolution(ExpansionContext context) {
        this.context = context;
        this.emit = context.builder();
        this.x = context.inputDims(0);
        this.kernel = context.inputDims(1);
        long[] offsets = context.inputDims(2);
        if (x.length != 4 || offsets.length != 4) {
            throw context.refusal("only in the plane it has a rule");
        }
        this.height = offsets[2];
        this.width = offsets[3];
        this.taps = Math.toIntExact(kernel[2] * kernel[3]);
        this.offsetGroups = context.node().integer("offset_group", 1);
    }

    static void write(ExpansionContext context) {
        new DeformableConvolution(context).write();
    }

    private void write() {
        long channels = x[1] / offsetGroups;
        List<String> read = new ArrayList<>();
        for (long group = 0; group < offsetGroups; group++) {
            String map = offsetGroups == 1 ? context.x(0) : part(context.x(0), group * channels, channels);
            String moved = part(context.x(2), group * 2 * taps, 2L * taps);
            String pairs = emit.reshape(moved, -1, taps, 2, height, width);
            MapReading plane = MapReading.amongZeros(context, map, channels, x[2], x[3]);
            List<String> at = List.of(coordinate(pairs, 0), coordinate(pairs, 1));
            String values = plane.linear(at, taps * height, width);
            read.add(emit.reshape(masked(values, group), -1, channels * taps, height, width));
        }
        String columns = read.size() == 1 ? read.get(0) : emit.op("Concat", read, Attribute.of("axis", 1));
        List<String> inputs =
                new ArrayList<>(List.of(columns, emit.reshape(context.x(1), kernel[0], kernel[1] * taps, 1, 1)));
        if (context.node().hasInput(3)) {
            inputs.add(context.x(3));
        }
        long groups = context.node().integer("group", 1);
        context.output(0, emit.op("Conv", inputs, Attribute.ints("kernel_shape", 1, 1), Attribute.of("group", groups)));
    }

    private String part(String value, long from, long count) {
        return emit.op("Slice", List.of(value, emit.longs(from), emit.longs(from + count), emit.longs(1)));
    }

    /** Where each tap of each place reads, {@code [N, 1, taps · h, w]} in elements: rows (axis 0) or columns (1). */
    private String coordinate(String pairs, int axis) {
        long[] strides = context.node().integers("strides", 1, 1);
        long[] pads = context.node().integers("pads", 0, 0, 0, 0);
        long[] dilations = context.node().integers("dilations", 1, 1);
        double[] resting = new double[Math.toIntExact(taps * height * width)];
        for (int i = 0; i < resting.length; i++) {
            long tap = i / (height * width);
            long place = axis == 0 ? i / width % height : i % width;
            long own = axis == 0 ? tap / kernel[3] : tap % kernel[3];
            resting[i] = place * strides[axis] - pads[axis] + own * dilations[axis];
        }
        String at = emit.array(context.type(), new long[] {1, 1, taps * height, width}, resting);
        String moved = emit.op("Slice", List.of(pairs, emit.longs(axis), emit.longs(axis + 1L), emit.longs(2)));
        return emit.add(emit.reshape(moved, -1, 1, taps * height, width), at);
    }

    private String masked(String values, long group) {
        if (!context.node().hasInput(4)) {
            return values;
        }
        String mask = part(context.x(4), group * taps, taps);
        return emit.mul(values, emit.reshape(mask, -1, 1, taps * height, width));
    }
}
