package xai4j.onnx.graph;

import static xai4j.onnx.graph.OperatorFacts.Axes.KEPT;
import static xai4j.onnx.graph.OperatorFacts.Axes.PERMUTED;
import static xai4j.onnx.graph.OperatorFacts.Axes.REGROUPED;
import static xai4j.onnx.graph.OperatorFacts.Sign.OF_ALL;
import static xai4j.onnx.graph.OperatorFacts.Sign.OPEN;
import static xai4j.onnx.graph.OperatorFacts.Work.PADS;
import static xai4j.onnx.graph.OperatorFacts.Work.REARRANGES;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import xai4j.onnx.graph.OperatorFacts.Sign;

/** Shapes of operators that move elements about, and of constants. */
final class MovementShapes {
    private MovementShapes() {}

    static Map<String, OperatorFacts> family() {
        return new OperatorFacts.Family()
                .add("Constant", MovementShapes::constant, KEPT, OPEN)
                .add("ConstantOfShape", MovementShapes::constantOfShape, KEPT, OPEN)
                .add("Shape", MovementShapes::shape, KEPT, OPEN)
                .add("Size", MovementShapes::size, KEPT, OPEN)
                .add("Range", MovementShapes::range, KEPT, OPEN)
                .add("Reshape", MovementShapes::reshape, REGROUPED, Sign.KEPT, REARRANGES)
                .add("Flatten", MovementShapes::flatten, REGROUPED, Sign.KEPT, REARRANGES)
                .add("Squeeze", MovementShapes::squeeze, REGROUPED, Sign.KEPT, REARRANGES)
                .add("Unsqueeze", MovementShapes::unsqueeze, REGROUPED, Sign.KEPT, REARRANGES)
                .add("Transpose", MovementShapes::transpose, PERMUTED, Sign.KEPT, REARRANGES)
                .add(
                        "Expand",
                        call -> call.out(ConstantFolding.expand(
                                call.in(0),
                                Dims.broadcast(call.dims(0), call.in(1).longs()))),
                        KEPT,
                        Sign.KEPT)
                .add("Tile", MovementShapes::tile, KEPT, Sign.KEPT)
                .add("Concat", MovementShapes::concat, KEPT, OF_ALL)
                .add("Split", MovementShapes::split, KEPT, Sign.KEPT)
                .add("Slice", MovementShapes::slice, KEPT, Sign.KEPT)
                .add("Pad", MovementShapes::pad, KEPT, OPEN, PADS)
                .add("Gather", MovementShapes::gather, KEPT, Sign.KEPT)
                .add("GatherElements", call -> call.outDims(call.dims(1)), KEPT, OPEN)
                .add("GatherND", MovementShapes::gatherNd, KEPT, OPEN)
                .add("OneHot", MovementShapes::oneHot, KEPT, OPEN)
                .add("NonZero", call -> call.out(InferredValue.of(ElementType.INT64, null)), KEPT, OPEN)
                .done();
    }

    private static void constant(ShapeContext call) {
        Node node = call.node();
        node.attribute("value").ifPresent(value -> call.out(InferredValue.of(value.tensor())));
        node.attribute("value_int")
                .ifPresent(value ->
                        call.out(InferredValue.folded(ElementType.INT64, new long[0], new double[] {value.integer()})));
        node.attribute("value_float")
                .ifPresent(value ->
                        call.out(InferredValue.folded(ElementType.FLOAT, new long[0], new double[] {value.number()})));
        node.attribute("value_ints").map(Attribute::integers).ifPresent(values -> call.out(longs(values)));
        node.attribute("value_floats")
                .map(Attribute::numbers)
                .ifPresent(values ->
                        call.out(InferredValue.of(ConstantTensor.ofFloats("", new long[] {values.length}, values))));
    }

    private static InferredValue longs(long... values) {
        double[] data = Arrays.stream(values).asDoubleStream().toArray();
        return InferredValue.folded(ElementType.INT64, new long[] {values.length}, data);
    }

    private static void constantOfShape(ShapeContext call) {
        InferredValue value = call.node()
                .attribute("value")
                .map(attribute -> InferredValue.of(attribute.tensor()))
                .orElse(InferredValue.folded(ElementType.FLOAT, new long[] {1}, new double[] {0}));
        call.out(ConstantFolding.pick(value, call.in(0).longs(), index -> 0));
    }

    private static void shape(ShapeContext call) {
        long[] dims = call.dims(0);
        int start = clampAxis(call.node().integer("start", 0), dims.length);
        int end = clampAxis(call.node().integer("end", dims.length), dims.length);
        call.out(longs(Arrays.copyOfRange(dims, start, Math.max(start, end))));
    }

    private static int clampAxis(long axis, int rank) {
        return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    private static void size(ShapeContext call) {
        call.out(InferredValue.folded(ElementType.INT64, new long[0], new double[] {Dims.size(call.dims(0))}));
    }

    private static void range(ShapeContext call) {
        double start = call.in(0).requireData()[0];
        double limit = call.in(1).requireData()[0];
        double delta = call.in(2).requireData()[0];
        long count = (long) Math.max(0, Math.ceil((limit - start) / delta));
        InferredValue first = InferredValue.folded(call.type(), new long[] {1}, new double[] {start});
        if (count > InferredValue.LARGEST) {
            call.out(InferredValue.of(first.type(), new long[] {count}));
            return;
        }
        double[] data =
                LongStream.range(0, count).mapToDouble(i -> start + i * delta).toArray();
        call.out(InferredValue.folded(call.type(), new long[] {count}, data));
    }

    private static void reshape(ShapeContext call) {
        long[] to = call.in(1).longs();
        if (!call.in(0).hasDims() && Arrays.stream(to).allMatch(extent -> extent > 0)) {
            call.outDims(to);
            return;
        }
        long[] from = call.dims(0);
        int open = -1;
        long known = 1;
        for (int i = 0; i < to.length; i++) {
            if (to[i] == 0 && call.node().integer("allowzero", 0) == 0) {
                to[i] = from[i];
            }
            if (to[i] == -1) {
                open = i;
            } else {
                known *= to[i];
            }
        }
        if (open >= 0 && known > 0) {
            to[open] = Dims.size(from) / known;
        }
        if (Dims.size(to) != Dims.size(from)) {
            throw new InferredValue.UnknownShape();
        }
        call.out(ConstantFolding.reshaped(call.in(0), to));
    }

    private static void flatten(ShapeContext call) {
        long[] dims = call.dims(0);
        int axis = Dims.axis(call.node().integer("axis", 1), dims.length);
        long rows = Dims.size(Arrays.copyOf(dims, axis));
        long columns = Dims.size(Arrays.copyOfRange(dims, axis, dims.length));
        call.out(ConstantFolding.reshaped(call.in(0), new long[] {rows, columns}));
    }

    private static void squeeze(ShapeContext call) {
        long[] dims = call.dims(0);
        boolean given = call.node().attribute("axes").isPresent() || call.has(1);
        long[] axes = given
                ? Arrays.stream(call.longs("axes", 1))
                        .map(axis -> Dims.axis(axis, dims.length))
                        .toArray()
                : LongStream.range(0, dims.length)
                        .filter(i -> dims[(int) i] == 1)
                        .toArray();
        long[] kept = LongStream.range(0, dims.length)
                .filter(i -> Arrays.stream(axes).noneMatch(axis -> axis == i))
                .map(i -> dims[(int) i])
                .toArray();
        call.out(ConstantFolding.reshaped(call.in(0), kept));
    }

    private static void unsqueeze(ShapeContext call) {
        long[] dims = call.dims(0);
        long[] axes = call.longs("axes", 1);
        int rank = dims.length + axes.length;
        long[] result = new long[rank];
        for (long axis : axes) {
            result[Dims.axis(axis, rank)] = 1;
        }
        int next = 0;
        for (int i = 0; i < rank; i++) {
            result[i] = result[i] == 1 ? 1 : dims[next++];
        }
        call.out(ConstantFolding.reshaped(call.in(0), result));
    }

    private static void transpose(ShapeContext call) {
        long[] dims = call.dims(0);
        long[] order = call.node().integers("perm", Dims.reversed(dims.length));
        call.out(ConstantFolding.pick(call.in(0), Dims.permute(dims, order), index -> {
            long[] source = new long[index.length];
            for (int i = 0; i < index.length; i++) {
                source[(int) order[i]] = index[i];
            }
            return Dims.flat(source, dims);
        }));
    }

    private static void tile(ShapeContext call) {
        long[] dims = call.dims(0);
        long[] repeats = call.in(1).longs();
        long[] result = new long[dims.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = dims[i] * repeats[i];
        }
        call.out(ConstantFolding.pick(call.in(0), result, index -> {
            long[] source = new long[index.length];
            for (int i = 0; i < index.length; i++) {
                source[i] = index[i] % dims[i];
            }
            return Dims.flat(source, dims);
        }));
    }

    private static void concat(ShapeContext call) {
        long[] first = call.dims(0);
        int axis = Dims.axis(call.node().integer("axis", 0), first.length);
        long extent = 0;
        for (int i = 0; i < call.inputCount(); i++) {
            extent += call.dims(i)[axis];
        }
        long[] dims = Dims.replace(first, axis, extent);
        boolean folds = dims.length == 1 && call.inputs().stream().allMatch(InferredValue::hasData);
        if (folds) {
            double[] data = call.inputs().stream()
                    .flatMapToDouble(value -> Arrays.stream(value.requireData()))
                    .toArray();
            call.out(InferredValue.folded(call.type(), dims, data));
        } else {
            call.outDims(dims);
        }
    }

    private static void split(ShapeContext call) {
        long[] dims = call.dims(0);
        int axis = Dims.axis(call.node().integer("axis", 0), dims.length);
        int parts = call.node().outputs().size();
        boolean given = call.node().attribute("split").isPresent() || call.has(1);
        long[] sizes = given ? call.longs("split", 1) : even(dims[axis], parts);
        long start = 0;
        for (int i = 0; i < parts; i++) {
            long from = start;
            call.out(i, ConstantFolding.pick(call.in(0), Dims.replace(dims, axis, sizes[i]), index -> {
                long[] source = index.clone();
                source[axis] += from;
                return Dims.flat(source, dims);
            }));
            start += sizes[i];
        }
    }

    /** Sizes of equal parts, the last one smaller when it does not divide. */
    static long[] even(long extent, int parts) {
        long size = (extent + parts - 1) / parts;
        long[] sizes = new long[parts];
        Arrays.fill(sizes, size);
        sizes[parts - 1] = extent - size * (parts - 1);
        return sizes;
    }

    private static void slice(ShapeContext call) {
        long[] dims = call.dims(0);
        long[] starts = call.longs("starts", 1);
        long[] ends = call.longs("ends", 2);
        boolean axesGiven = call.node().attribute("axes").isPresent() || call.has(3);
        long[] axes = axesGiven ? call.longs("axes", 3) : WindowShapes.range(starts.length);
        SliceRange[] ranges = new SliceRange[dims.length];
        long[] result = dims.clone();
        for (int i = 0; i < dims.length; i++) {
            ranges[i] = new SliceRange(0, 1, dims[i]);
        }
        for (int i = 0; i < axes.length; i++) {
            int axis = Dims.axis(axes[i], dims.length);
            long step = call.has(4) ? call.in(4).longs()[i] : 1;
            ranges[axis] = SliceRange.of(starts[i], ends[i], step, dims[axis]);
            result[axis] = ranges[axis].count();
        }
        call.out(ConstantFolding.pick(call.in(0), result, index -> {
            long[] source = new long[index.length];
            for (int i = 0; i < index.length; i++) {
                source[i] = ranges[i].start() + index[i] * ranges[i].step();
            }
            return Dims.flat(source, dims);
        }));
    }

    private static void pad(ShapeContext call) {
        long[] dims = call.dims(0).clone();
        long[] pads = call.longs("pads", 1);
        long[] axes = call.has(3) ? call.in(3).longs() : WindowShapes.range(dims.length);
        for (int i = 0; i < axes.length; i++) {
            dims[Dims.axis(axes[i], dims.length)] += pads[i] + pads[i + axes.length];
        }
        call.outDims(dims);
    }

    private static void gather(ShapeContext call) {
        long[] dims = call.dims(0);
        long[] indices = call.dims(1);
        int axis = Dims.axis(call.node().integer("axis", 0), dims.length);
        long[] result = Dims.replace(dims, axis, indices);
        if (!call.in(1).hasData()) {
            call.outDims(result);
            return;
        }
        long[] chosen = call.in(1).longs();
        call.out(ConstantFolding.pick(call.in(0), result, index -> {
            long[] position = Arrays.copyOfRange(index, axis, axis + indices.length);
            long at = chosen[Dims.flat(position, indices)];
            long[] source = Dims.concat(
                    Dims.concat(Arrays.copyOf(index, axis), at < 0 ? at + dims[axis] : at),
                    Arrays.copyOfRange(index, axis + indices.length, index.length));
            return Dims.flat(source, dims);
        }));
    }

    private static void gatherNd(ShapeContext call) {
        long[] dims = call.dims(0);
        long[] indices = call.dims(1);
        int batch = (int) call.node().integer("batch_dims", 0);
        int used = batch + (int) indices[indices.length - 1];
        call.outDims(
                Dims.concat(Arrays.copyOf(indices, indices.length - 1), Arrays.copyOfRange(dims, used, dims.length)));
    }

    private static void oneHot(ShapeContext call) {
        long[] dims = call.dims(0);
        long depth = call.in(1).longs()[0];
        int axis = Dims.axis(call.node().integer("axis", -1), dims.length + 1);
        long[] result =
                Dims.concat(Dims.concat(Arrays.copyOf(dims, axis), depth), Arrays.copyOfRange(dims, axis, dims.length));
        call.out(InferredValue.of(call.in(2).type(), result));
    }
}
