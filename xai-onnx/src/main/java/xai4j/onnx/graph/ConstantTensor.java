package xai4j.onnx.graph;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import xai4j.model.ModelException;

/**
 * A tensor stored in a model: an initialiser or the value of a Constant node. Elements are decoded only when asked for;
 * weights in external files are looked up beside the model.
 */
public final class ConstantTensor {
    private static final int DIMS = 1;
    private static final int TYPE = 2;
    private static final int FLOAT_DATA = 4;
    private static final int INT32_DATA = 5;
    private static final int INT64_DATA = 7;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int DOUBLE_DATA = 10;
    private static final int EXTERNAL = 13;
    private static final int LOCATION = 14;

    /** Where the elements lie. */
    private enum Storage {
        /** As bytes of the message. */
        RAW,
        /** As a field of numbers. */
        TYPED,
        /** In another file. */
        EXTERNAL
    }

    private final Supplier<Message> message;
    private final @Nullable Path folder;
    private final String name;
    private final long[] dims;
    private final ElementType type;
    private final Storage storage;
    private final boolean kept;
    private final Map<Object, WeakReference<ByteBuffer>> derived = new HashMap<>(2);

    ConstantTensor(Message message, @Nullable Path folder) {
        this(
                () -> message,
                folder,
                message.text(NAME),
                message.longs(DIMS),
                ElementType.of(message.number(TYPE)),
                storage(message),
                true);
        for (long dim : dims) {
            if (dim < 0) {
                throw new ModelException("tensor " + name + " has a negative extent " + dim);
            }
        }
    }

    private ConstantTensor(
            Supplier<Message> message,
            @Nullable Path folder,
            String name,
            long[] dims,
            ElementType type,
            Storage storage,
            boolean kept) {
        this.message = message;
        this.folder = folder;
        this.name = name;
        this.dims = dims;
        this.type = type;
        this.storage = storage;
        this.kept = kept;
    }

    private static ConstantTensor of(String name, ElementType type, long[] dims, ByteBuffer raw) {
        Message message = message(name, type, dims, raw);
        return new ConstantTensor(() -> message, null, name, dims, type, Storage.RAW, true);
    }

    /**
     * A tensor whose elements are computed whenever they are read, and kept by nobody.
     *
     * @param raw gives the elements as they lie in a file: row-major, little-endian
     */
    public static ConstantTensor computed(String name, ElementType type, long[] dims, Supplier<ByteBuffer> raw) {
        return new ConstantTensor(
                () -> message(name, type, dims, raw.get()), null, name, dims, type, Storage.RAW, false);
    }

    /**
     * A tensor whose elements are computed when they are first read, into direct memory that stays as long as somebody reads it.
     *
     * @param raw gives the elements as they lie in a file: row-major, little-endian, in direct memory
     */
    public static ConstantTensor shared(String name, ElementType type, long[] dims, Supplier<ByteBuffer> raw) {
        return new ConstantTensor(
                () -> message(name, type, dims, raw.get()), null, name, dims, type, Storage.RAW, true);
    }

    /**
     * What is computed from the elements of this tensor, the same memory for all who ask as long as one of them uses it.
     *
     * @param what tells apart what is computed
     */
    public ByteBuffer derived(Object what, Supplier<ByteBuffer> maker) {
        synchronized (derived) {
            WeakReference<ByteBuffer> known = derived.get(what);
            ByteBuffer found = known == null ? null : known.get();
            if (found == null) {
                found = maker.get();
                derived.put(what, new WeakReference<>(found));
            }
            return found;
        }
    }

    private static Storage storage(Message message) {
        if (message.number(LOCATION) == 1) {
            return Storage.EXTERNAL;
        }
        return message.last(RAW_DATA).isPresent() ? Storage.RAW : Storage.TYPED;
    }

    private static Message message(String name, ElementType type, long[] dims, ByteBuffer raw) {
        List<Field> fields = new ArrayList<>();
        for (long dim : dims) {
            fields.add(Field.varint(DIMS, dim));
        }
        fields.add(Field.varint(TYPE, type.number()));
        if (!name.isEmpty()) {
            fields.add(Field.string(NAME, name));
        }
        fields.add(Field.bytes(RAW_DATA, raw));
        return new Message(fields);
    }

    /** A float32 tensor. */
    public static ConstantTensor ofFloats(String name, long[] dims, float... values) {
        ByteBuffer raw = raw(values.length, Float.BYTES);
        raw.asFloatBuffer().put(values);
        return of(name, ElementType.FLOAT, dims, raw);
    }

    /** A float64 tensor. */
    public static ConstantTensor ofDoubles(String name, long[] dims, double... values) {
        ByteBuffer raw = raw(values.length, Double.BYTES);
        raw.asDoubleBuffer().put(values);
        return of(name, ElementType.DOUBLE, dims, raw);
    }

    /** An int64 tensor. */
    public static ConstantTensor ofLongs(String name, long[] dims, long... values) {
        ByteBuffer raw = raw(values.length, Long.BYTES);
        raw.asLongBuffer().put(values);
        return of(name, ElementType.INT64, dims, raw);
    }

    /** An int64 vector. */
    public static ConstantTensor vector(String name, long... values) {
        return ofLongs(name, new long[] {values.length}, values);
    }

    private static ByteBuffer raw(int count, int width) {
        return ByteBuffer.allocate(Math.multiplyExact(count, width)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Name of the initialiser; may be empty for the value of a node. */
    public String name() {
        return name;
    }

    /** Extents; none for a scalar. */
    public long[] dims() {
        return dims.clone();
    }

    /** Type of the elements. */
    public ElementType type() {
        return type;
    }

    /** Number of elements. */
    public long size() {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    /** The same tensor under another name. */
    public ConstantTensor withName(String newName) {
        MessageWriter writer =
                new MessageWriter().fields(message.get().without(Set.of(NAME))).text(NAME, newName);
        return new ConstantTensor(Message.parse(writer.toBuffer()), folder);
    }

    /**
     * A part of it along the first axis, whose elements are looked up when they are read.
     *
     * @throws IllegalArgumentException if it has no such rows
     */
    public ConstantTensor rows(String newName, long from, long to) {
        if (dims.length == 0 || from < 0 || from > to || to > dims[0]) {
            throw new IllegalArgumentException("rows " + from + " to " + to + " of " + Arrays.toString(dims));
        }
        long[] part = dims.clone();
        part[0] = to - from;
        int row = dims[0] == 0 ? 0 : Math.toIntExact(size() / dims[0] * type.bytes());
        Supplier<ByteBuffer> rows = () -> raw().orElseThrow()
                .slice(Math.toIntExact(from * row), Math.toIntExact((to - from) * row))
                .order(ByteOrder.LITTLE_ENDIAN);
        return kept ? shared(newName, type, part, rows) : computed(newName, type, part, rows);
    }

    /** Whether the elements lie as bytes in memory, as {@link #rows} needs them. */
    public boolean isRaw() {
        return storage == Storage.RAW;
    }

    /** Whether the elements lie in another file. */
    public boolean isExternal() {
        return storage == Storage.EXTERNAL;
    }

    /** The same tensor with its elements in itself, wherever they lie. */
    public ConstantTensor embedded() {
        return isExternal() ? of(name, type, dims, raw().orElseThrow()) : this;
    }

    /**
     * The same elements in another order, of the same type.
     *
     * @param order at each place the position of the element that comes there
     */
    public ConstantTensor reordered(int... order) {
        int width = type.bytes();
        ByteBuffer from = raw().orElseGet(this::encoded);
        if (width == 0 || from.remaining() != (long) order.length * width || order.length != size()) {
            throw new ModelException("tensor " + name + " of " + size() + " " + type + " elements cannot be reordered");
        }
        ByteBuffer to = raw(order.length, width);
        for (int i = 0; i < order.length; i++) {
            to.put(width * i, from, from.position() + width * order[i], width);
        }
        return of(name, type, dims, to);
    }

    /** Elements that lie in a field of their type, as raw data. */
    private ByteBuffer encoded() {
        int count = count();
        ByteBuffer raw = raw(count, type.bytes());
        switch (type) {
            case FLOAT -> Arrays.stream(typed(count)).forEach(value -> raw.putFloat((float) value));
            case DOUBLE -> Arrays.stream(typed(count)).forEach(raw::putDouble);
            case FLOAT16, BFLOAT16 ->
                Arrays.stream(sized(message.get().longs(INT32_DATA), count))
                        .forEach(bits -> raw.putShort((short) bits));
            case INT8, UINT8 ->
                Arrays.stream(sized(message.get().longs(INT32_DATA), count)).forEach(bits -> raw.put((byte) bits));
            default -> throw unreadable();
        }
        return raw.flip();
    }

    /** Refuses elements that would be looked for outside the model's folder, before an engine looks there. */
    void requireInside() {
        if (isExternal() && folder != null) {
            ExternalData.of(message.get().messages(EXTERNAL)).file(folder, name);
        }
    }

    /** Elements of any numeric type as float64, row-major. */
    public double[] doubles() {
        int count = count();
        Optional<ByteBuffer> raw = raw();
        if (raw.isPresent()) {
            ByteBuffer data = raw.get();
            if (data.remaining() != (long) count * type.bytes()) {
                throw new ModelException("tensor " + name + " of " + count + " " + type + " elements holds "
                        + data.remaining() + " bytes");
            }
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = element(data, i);
            }
            return values;
        }
        return typed(count);
    }

    /** Number of elements, which must be in memory: a file of a few bytes may declare any number. */
    private int count() {
        long count = size();
        long held = isExternal()
                ? Long.MAX_VALUE
                : message.get().fields().stream()
                        .mapToLong(ConstantTensor::elements)
                        .sum();
        if (count > Integer.MAX_VALUE || count > held) {
            throw new ModelException("tensor " + name + " declares " + count + " elements and holds fewer");
        }
        return (int) count;
    }

    /** No more elements than a field has bytes. */
    private static long elements(Field field) {
        return field.wire() == Field.BYTES ? field.bytes().remaining() : 1;
    }

    /** Elements as float32, row-major, where they lie if they are of that type. */
    public FloatBuffer floatBuffer() {
        return float32().orElseGet(() -> FloatBuffer.wrap(floats()));
    }

    private Optional<FloatBuffer> float32() {
        return type == ElementType.FLOAT
                ? raw().filter(data -> data.remaining() == (long) Float.BYTES * count())
                        .map(ByteBuffer::asFloatBuffer)
                : Optional.empty();
    }

    /** Elements as float32, row-major. */
    public float[] floats() {
        Optional<FloatBuffer> raw = float32();
        if (raw.isPresent()) {
            float[] floats = new float[count()];
            raw.get().get(floats);
            return floats;
        }
        double[] values = doubles();
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Elements of an integer or boolean type, row-major. */
    public long[] longs() {
        if (type == ElementType.INT64) {
            Optional<ByteBuffer> raw = raw();
            long[] values = new long[count()];
            if (raw.isPresent() && raw.get().remaining() == values.length * Long.BYTES) {
                raw.get().asLongBuffer().get(values);
                return values;
            }
            if (raw.isEmpty()) {
                return sized(message.get().longs(INT64_DATA), values.length);
            }
        }
        return Arrays.stream(doubles()).mapToLong(value -> (long) value).toArray();
    }

    private long[] sized(long[] values, int count) {
        if (values.length != count) {
            throw new ModelException("tensor " + name + " of " + count + " elements holds " + values.length);
        }
        return values;
    }

    private Optional<ByteBuffer> raw() {
        if (isExternal()) {
            return Optional.of(ExternalData.of(message.get().messages(EXTERNAL)).map(folder, name));
        }
        return message.get()
                .last(RAW_DATA)
                .map(field -> field.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN));
    }

    private double element(ByteBuffer data, int i) {
        return switch (type) {
            case FLOAT -> data.getFloat(4 * i);
            case DOUBLE -> data.getDouble(8 * i);
            case INT64, UINT64 -> data.getLong(8 * i);
            case INT32 -> data.getInt(4 * i);
            case UINT32 -> data.getInt(4 * i) & 0xFFFFFFFFL;
            case INT16 -> data.getShort(2 * i);
            case UINT16 -> data.getShort(2 * i) & 0xFFFF;
            case INT8 -> data.get(i);
            case UINT8, BOOL -> data.get(i) & 0xFF;
            case FLOAT16 -> HalfFloat.toFloat(data.getShort(2 * i));
            case BFLOAT16 -> Float.intBitsToFloat(data.getShort(2 * i) << 16);
            default -> throw unreadable();
        };
    }

    private ModelException unreadable() {
        return new ModelException("elements of tensor " + name + " of type " + type + " cannot be read");
    }

    private double[] typed(int count) {
        return switch (type) {
            case FLOAT -> fixed(FLOAT_DATA, Float.BYTES, count);
            case DOUBLE -> fixed(DOUBLE_DATA, Double.BYTES, count);
            case INT64 -> doubles(sized(message.get().longs(INT64_DATA), count));
            case INT32, INT16, INT8, UINT16, UINT8, BOOL ->
                doubles(sized(message.get().longs(INT32_DATA), count));
            case FLOAT16 ->
                Arrays.stream(sized(message.get().longs(INT32_DATA), count))
                        .mapToDouble(bits -> HalfFloat.toFloat((short) bits))
                        .toArray();
            default -> throw unreadable();
        };
    }

    private static double[] doubles(long[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    /** A repeated float or double field, packed or not. */
    private double[] fixed(int number, int width, int count) {
        double[] values = new double[count];
        int filled = 0;
        for (Field field : message.get().all(number)) {
            ByteBuffer packed = field.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
            int here = field.wire() == Field.BYTES ? packed.remaining() / width : 1;
            if (filled + here > count) {
                throw new ModelException("tensor " + name + " holds more than its " + count + " elements");
            }
            for (int i = 0; i < here; i++) {
                values[filled++] = field.wire() == Field.BYTES
                        ? (width == Float.BYTES ? packed.getFloat(width * i) : packed.getDouble(width * i))
                        : (width == Float.BYTES
                                ? Float.intBitsToFloat((int) field.bits())
                                : Double.longBitsToDouble(field.bits()));
            }
        }
        if (filled != count) {
            throw new ModelException("tensor " + name + " of " + count + " elements holds " + filled);
        }
        return values;
    }

    /** The elements, if an engine can read them where they lie: row-major, in direct memory that stays as long as this tensor. */
    public Optional<ByteBuffer> direct() {
        if (!kept || storage != Storage.RAW) {
            return Optional.empty();
        }
        return raw().filter(data -> data.isDirect() && data.remaining() == size() * type.bytes());
    }

    /** The same tensor with its elements left out: an engine is given them beside the graph. */
    MessageWriter writeEmpty() {
        MessageWriter writer = new MessageWriter();
        for (long dim : dims) {
            writer.varint(DIMS, dim);
        }
        return writer.varint(TYPE, type.number())
                .text(NAME, name)
                .message(EXTERNAL, new MessageWriter().string(1, "location").string(2, "memory"))
                .varint(LOCATION, 1);
    }

    MessageWriter write() {
        return new MessageWriter().fields(message.get().fields());
    }
}
