package xai4j.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An attribute of a node, kept as it lies in the file. */
public final class Attribute {
    private static final int NAME = 1;
    private static final int FLOAT = 2;
    private static final int INT = 3;
    private static final int STRING = 4;
    private static final int TENSOR = 5;
    private static final int GRAPH = 6;
    private static final int FLOATS = 7;
    private static final int INTS = 8;
    private static final int STRINGS = 9;
    private static final int GRAPHS = 11;
    private static final int TYPE = 20;
    private static final int REFERENCE = 21;
    private static final int TYPE_FLOAT = 1;
    private static final int TYPE_INT = 2;
    private static final int TYPE_STRING = 3;
    private static final int TYPE_TENSOR = 4;
    private static final int TYPE_INTS = 7;
    private static final int TYPE_FLOATS = 6;

    private final ByteBuffer raw;
    private final String name;
    private final boolean holdsGraph;
    private final @Nullable Path folder;

    private Attribute(ByteBuffer raw, @Nullable Path folder) {
        this.raw = raw;
        this.folder = folder;
        Message message = message();
        this.name = message.text(NAME);
        this.holdsGraph =
                message.last(GRAPH).isPresent() || message.last(GRAPHS).isPresent();
    }

    static Attribute parse(ByteBuffer raw, @Nullable Path folder) {
        return new Attribute(raw, folder);
    }

    private static Attribute of(String name, MessageWriter value, int type) {
        return new Attribute(value.string(NAME, name).varint(TYPE, type).toBuffer(), null);
    }

    /** An integer. */
    public static Attribute of(String name, long value) {
        return of(name, new MessageWriter().varint(INT, value), TYPE_INT);
    }

    /** A float. */
    public static Attribute of(String name, float value) {
        Field field = Field.number(FLOAT, Field.FIXED32, Float.floatToRawIntBits(value));
        return of(name, new MessageWriter().field(field), TYPE_FLOAT);
    }

    /** A text. */
    public static Attribute of(String name, String value) {
        return of(name, new MessageWriter().string(STRING, value), TYPE_STRING);
    }

    /** Several integers. */
    public static Attribute ints(String name, long... values) {
        MessageWriter writer = new MessageWriter();
        for (long value : values) {
            writer.varint(INTS, value);
        }
        return of(name, writer, TYPE_INTS);
    }

    /** Several floats. */
    public static Attribute floats(String name, float... values) {
        MessageWriter writer = new MessageWriter();
        for (float value : values) {
            writer.field(Field.number(FLOATS, Field.FIXED32, Float.floatToRawIntBits(value)));
        }
        return of(name, writer, TYPE_FLOATS);
    }

    /** A tensor. */
    public static Attribute of(String name, ConstantTensor value) {
        return of(name, new MessageWriter().message(TENSOR, value.write()), TYPE_TENSOR);
    }

    private Message message() {
        return Message.parse(raw);
    }

    /** Inside a function: the attribute of the calling node whose value this one takes. */
    Optional<String> reference() {
        return message().last(REFERENCE).map(Field::text).filter(text -> !text.isEmpty());
    }

    /** The same value under another name. */
    Attribute named(String newName) {
        MessageWriter writer = new MessageWriter()
                .fields(message().without(Set.of(NAME, REFERENCE)))
                .string(NAME, newName);
        return new Attribute(writer.toBuffer(), folder);
    }

    /** Name of the attribute. */
    public String name() {
        return name;
    }

    /** The integer; 0 when it is of another type. */
    public long integer() {
        return message().number(INT);
    }

    /** The float; 0 when it is of another type. */
    public float number() {
        return Float.intBitsToFloat((int) message().number(FLOAT));
    }

    /** The text; empty when it is of another type. */
    public String text() {
        return message().text(STRING);
    }

    /** The integers; none when it is of another type. */
    public long[] integers() {
        return message().longs(INTS);
    }

    /** The floats; none when it is of another type. */
    public float[] numbers() {
        List<Field> fields = message().all(FLOATS);
        ByteBuffer all = ByteBuffer.allocate(fields.stream()
                        .mapToInt(field ->
                                field.wire() == Field.BYTES ? field.bytes().remaining() : Float.BYTES)
                        .sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (Field field : fields) {
            if (field.wire() == Field.BYTES) {
                all.put(field.bytes().duplicate());
            } else {
                all.putInt((int) field.bits());
            }
        }
        float[] values = new float[all.capacity() / Float.BYTES];
        all.flip().asFloatBuffer().get(values);
        return values;
    }

    /** The texts; none when it is of another type. */
    public List<String> texts() {
        return message().texts(STRINGS);
    }

    /** The tensor; an empty one when it is of another type. */
    public ConstantTensor tensor() {
        ByteBuffer content = message().last(TENSOR).map(Field::bytes).orElse(ByteBuffer.allocate(0));
        return new ConstantTensor(Message.parse(content), folder);
    }

    /** Graphs that this attribute holds (the branches of an If, the body of a Loop). */
    List<Message> graphs() {
        if (!holdsGraph) {
            return List.of();
        }
        Message message = message();
        return message.last(GRAPH).isPresent() ? message.messages(GRAPH) : message.messages(GRAPHS);
    }

    /** Name and value, for messages. */
    @Override
    public String toString() {
        Message message = message();
        return name + "="
                + switch ((int) message.number(TYPE)) {
                    case TYPE_FLOAT -> String.valueOf(number());
                    case TYPE_INT -> String.valueOf(integer());
                    case TYPE_STRING -> text();
                    case TYPE_INTS -> Arrays.toString(integers());
                    case TYPE_FLOATS -> Arrays.toString(numbers());
                    default -> "…";
                };
    }

    Field field(int number) {
        return Field.bytes(number, raw);
    }
}
