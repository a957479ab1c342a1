package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.Dims;
import xai4j.onnx.graph.ElementType;

/**
 * Reads maps of two or more axes between their positions.
 *
 * @param map {@code [N, channels, extents…]}
 * @param outside what a whole position along an axis of an extent stands for; where it still lies outside, nothing is read
 */
@SuppressWarnings("ArrayRecordComponent")
record MapReading(
        ExpansionContext context,
        String map,
        long channels,
        long[] extents,
        BiFunction<String, Integer, String> outside) {
    /** Outside of the map there is nothing. */
    static MapReading amongZeros(ExpansionContext context, String map, long channels, long... extents) {
        return new MapReading(context, map, channels, extents, (at, axis) -> at);
    }

    /** What is read along an axis: a whole position, and how much it counts; empty for all. */
    private record Tap(String at, String weight) {}

    /**
     * The elements nearest to positions.
     *
     * @param at positions along each axis, {@code [N, 1, out…]} in elements
     * @param out extents of the result
     * @return {@code [N, channels, out…]}
     */
    String nearest(List<String> at, long... out) {
        return read(
                at.stream()
                        .map(position -> List.of(new Tap(context.builder().op("Round", position), "")))
                        .toList(),
                out);
    }

    /** The elements around each position, weighted by how near they are. */
    String linear(List<String> at, long... out) {
        return read(at.stream().map(this::neighbours).toList(), out);
    }

    /** Four elements along each axis, weighted by the cubic convolution of Keys (1981) with a = −0.75. */
    String cubic(List<String> at, long... out) {
        return read(at.stream().map(this::four).toList(), out);
    }

    private List<Tap> neighbours(String position) {
        GraphBuilder emit = context.builder();
        String floor = emit.op("Floor", position);
        String past = emit.sub(position, floor);
        return List.of(
                new Tap(floor, emit.sub(context.number(1), past)), new Tap(emit.add(floor, context.number(1)), past));
    }

    private List<Tap> four(String position) {
        GraphBuilder emit = context.builder();
        String floor = emit.op("Floor", position);
        String past = emit.sub(position, floor);
        String left = emit.sub(context.number(1), past);
        return List.of(
                new Tap(emit.sub(floor, context.number(1)), far(past)),
                new Tap(floor, near(past)),
                new Tap(emit.add(floor, context.number(1)), near(left)),
                new Tap(emit.add(floor, context.number(2)), far(left)));
    }

    /** (a + 2) d³ − (a + 3) d² + 1 at a distance d below one. */
    private String near(String d) {
        GraphBuilder emit = context.builder();
        String slope = emit.sub(emit.mul(d, context.number(1.25)), context.number(2.25));
        return emit.add(emit.mul(emit.mul(d, d), slope), context.number(1));
    }

    /** a (t³ − 5 t² + 8 t − 4) at a distance t = 1 + d between one and two, which is a d (1 − d)². */
    private String far(String d) {
        GraphBuilder emit = context.builder();
        String rest = emit.sub(context.number(1), d);
        return emit.mul(emit.mul(d, context.number(-0.75)), emit.mul(rest, rest));
    }

    /** The sum over one tap for each axis. */
    private String read(List<List<Tap>> axes, long... out) {
        List<List<Tap>> chosen = List.of(List.of());
        for (List<Tap> taps : axes) {
            List<List<Tap>> longer = new ArrayList<>();
            for (List<Tap> before : chosen) {
                for (Tap tap : taps) {
                    List<Tap> all = new ArrayList<>(before);
                    all.add(tap);
                    longer.add(all);
                }
            }
            chosen = longer;
        }
        List<String> parts = chosen.stream().map(taps -> element(taps, out)).toList();
        return parts.size() == 1 ? parts.get(0) : context.builder().op("Sum", parts);
    }

    /** The elements at whole positions, times their weights. */
    private String element(List<Tap> taps, long... out) {
        GraphBuilder emit = context.builder();
        String flat = "";
        String share = "";
        for (int axis = 0; axis < taps.size(); axis++) {
            String at = outside.apply(taps.get(axis).at(), axis);
            double extent = extents[axis];
            String clipped = emit.op("Clip", List.of(at, context.number(0), context.number(extent - 1)));
            flat = axis == 0 ? clipped : emit.add(emit.mul(flat, context.number(extent)), clipped);
            String inside = inside(at, extent);
            share = axis == 0 ? inside : emit.mul(share, inside);
            if (!taps.get(axis).weight().isEmpty()) {
                share = emit.mul(share, taps.get(axis).weight());
            }
        }
        String index = emit.cast(emit.reshape(flat, -1, 1, Dims.size(out)), ElementType.INT64);
        String each = emit.op("Expand", index, emit.longs(1, channels, 1));
        String rows = emit.reshape(map, -1, channels, Dims.size(extents));
        String read = emit.op("GatherElements", rows, each, Attribute.of("axis", 2));
        return emit.mul(emit.reshape(read, Dims.concat(new long[] {-1, channels}, out)), share);
    }

    private String inside(String at, double extent) {
        GraphBuilder emit = context.builder();
        String reached = emit.op("GreaterOrEqual", at, context.number(0));
        String within = emit.op("LessOrEqual", at, context.number(extent - 1));
        return emit.cast(emit.op("And", reached, within), context.type());
    }
}
