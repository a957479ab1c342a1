package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import xai4j.onnx.graph.Attribute;

/**
 * The maximum of windows along the middle axis of a value {@code [-1, extent, row]}, and its way back, as operations on
 * whole rows.
 *
 * <p>The engine's own search for the position of a maximum looks at one element at a time; comparing rows with rows is
 * several times faster. Of equal elements the first one is the maximum, as everywhere else.
 */
final class WindowMaximum {
    private static final int AXIS = 1;
    private static final double LOWEST = -Float.MAX_VALUE;

    private final BackwardContext context;
    private final GraphBuilder emit;
    private final long kernel;
    private final long stride;
    private final long begin;
    private final long input;
    private final long output;
    private final long row;
    /** 1 where the maximum of a window is among its first j + 1 elements; the last one is always 1 and not held. */
    private final List<String> reached = new ArrayList<>();

    private final String maximum;

    /**
     * Adds the forward pass.
     *
     * @param x the value
     * @param kernel elements of a window
     * @param stride steps between windows
     * @param begin padding before the first element
     * @param input extent of the axis
     * @param output number of windows
     * @param row elements of a row
     */
    WindowMaximum(
            BackwardContext context,
            String x,
            long kernel,
            long stride,
            long begin,
            long input,
            long output,
            long row) {
        this.context = context;
        this.emit = context.builder();
        this.kernel = kernel;
        this.stride = stride;
        this.begin = begin;
        this.input = input;
        this.output = output;
        this.row = row;
        this.maximum = forward(emit.reshape(x, -1, input, row));
    }

    /** The value of each window. */
    String maximum() {
        return maximum;
    }

    private String forward(String x) {
        long end = (output - 1) * stride + kernel - begin - input;
        String padded = begin > 0 || end > 0 ? pad(x, begin, Math.max(0, end), LOWEST) : x;
        List<String> prefixes = new ArrayList<>();
        for (long j = 0; j < kernel; j++) {
            String element = elements(padded, j);
            prefixes.add(j == 0 ? element : emit.op("Max", prefixes.get((int) j - 1), element));
        }
        String largest = prefixes.get((int) kernel - 1);
        for (String prefix : prefixes.subList(0, (int) kernel - 1)) {
            reached.add(Masks.positiveOrZero(context, emit.sub(prefix, largest)));
        }
        return largest;
    }

    /** The j-th element of each window. */
    private String elements(String padded, long j) {
        return emit.op(
                "Slice",
                List.of(
                        padded,
                        emit.longs(j),
                        emit.longs(j + (output - 1) * stride + 1),
                        emit.longs(AXIS),
                        emit.longs(stride)));
    }

    /** Gives the cotangent of each window to the element that is its maximum. */
    String backward(String dy) {
        List<String> shares = shares(emit.reshape(dy, -1, output, row));
        long places = output + (kernel - 1) / stride;
        List<String> phases = new ArrayList<>();
        for (int phase = 0; phase < Math.min(stride, kernel); phase++) {
            phases.add(phase(shares, phase, places));
        }
        return cropped(stride == 1 ? phases.get(0) : interleaved(phases, places), places * stride);
    }

    /** The part of the cotangent that goes to the j-th element of each window. */
    private List<String> shares(String dy) {
        List<String> shares = new ArrayList<>();
        String given = "";
        for (String mask : reached) {
            String sum = emit.mul(dy, mask);
            shares.add(given.isEmpty() ? sum : emit.sub(sum, given));
            given = sum;
        }
        shares.add(given.isEmpty() ? dy : emit.sub(dy, given));
        return shares;
    }

    /** What the elements at places ≡ phase (mod stride) get, from all windows that they lie in. */
    private String phase(List<String> shares, int phase, long places) {
        String sum = "";
        for (int j = phase; j < kernel; j += Math.toIntExact(stride)) {
            long before = j / stride;
            long after = places - output - before;
            String part = before > 0 || after > 0 ? pad(shares.get(j), before, after, 0) : shares.get(j);
            sum = sum.isEmpty() ? part : emit.add(sum, part);
        }
        return sum;
    }

    private String interleaved(List<String> phases, long places) {
        List<String> columns = phases.stream()
                .map(phase -> emit.reshape(phase, -1, places, 1, row))
                .toList();
        String joined = emit.op("Concat", columns, Attribute.of("axis", AXIS + 1));
        long missing = stride - phases.size();
        if (missing > 0) {
            joined = emit.op("Pad", joined, emit.longs(0, 0, 0, 0, 0, 0, missing, 0));
        }
        return emit.reshape(joined, -1, places * stride, row);
    }

    /** Leaves the elements of the input: takes the padding away and adds those that no window reaches. */
    private String cropped(String padded, long extent) {
        long last = Math.min(extent, begin + input);
        String inside = begin == 0 && last == extent
                ? padded
                : emit.op("Slice", List.of(padded, emit.longs(begin), emit.longs(last), emit.longs(AXIS)));
        long missing = begin + input - last;
        return missing > 0 ? pad(inside, 0, missing, 0) : inside;
    }

    private String pad(String x, long before, long after, double value) {
        return emit.op("Pad", List.of(x, emit.longs(0, before, 0, 0, after, 0), context.number(value)));
    }
}
