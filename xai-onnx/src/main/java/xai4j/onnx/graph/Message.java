package xai4j.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.model.ModelException;

/**
 * A protobuf message as the list of its fields in file order; what is not understood is kept as it is.
 *
 * <p>Format: <a href="https://protobuf.dev/programming-guides/encoding/">protobuf encoding</a>. Groups, which ONNX does
 * not use, are refused.
 */
record Message(List<Field> fields) {
    private static final int MAX_VARINT_BITS = 70;

    /** Reads a message; contents of fields are views of the given bytes. */
    static Message parse(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            fields.add(field(in));
        }
        return new Message(fields);
    }

    private static Field field(ByteBuffer in) {
        long key = varint(in);
        long number = key >>> 3;
        int wire = (int) (key & 7);
        if (number == 0 || number > (1 << 29) - 1) {
            throw new ModelException("field number " + number + " is impossible");
        }
        return switch (wire) {
            case Field.VARINT -> Field.varint((int) number, varint(in));
            case Field.FIXED64 ->
                Field.number((int) number, wire, take(in, Long.BYTES).getLong(0));
            case Field.FIXED32 ->
                Field.number((int) number, wire, take(in, Integer.BYTES).getInt(0));
            case Field.BYTES -> Field.bytes((int) number, take(in, varint(in)));
            default -> throw new ModelException("wire type " + wire + " is not used by ONNX");
        };
    }

    private static ByteBuffer take(ByteBuffer in, long length) {
        if (length < 0 || length > in.remaining()) {
            throw new ModelException("a field of " + length + " bytes is cut short");
        }
        ByteBuffer content = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
        return content;
    }

    static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            if (!in.hasRemaining()) {
                throw new ModelException("a number is cut short");
            }
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new ModelException("a number has more than ten bytes");
    }

    /** The last field of a number, which is the one that counts. */
    Optional<Field> last(int number) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (fields.get(i).number() == number) {
                return Optional.of(fields.get(i));
            }
        }
        return Optional.empty();
    }

    List<Field> all(int number) {
        return fields.stream().filter(field -> field.number() == number).toList();
    }

    /** Fields of all other numbers. */
    List<Field> without(Set<Integer> numbers) {
        return fields.stream()
                .filter(field -> !numbers.contains(field.number()))
                .toList();
    }

    String text(int number) {
        return last(number).map(Field::text).orElse("");
    }

    List<String> texts(int number) {
        return all(number).stream().map(Field::text).toList();
    }

    long number(int number) {
        return last(number).map(Field::bits).orElse(0L);
    }

    List<Message> messages(int number) {
        return all(number).stream().map(field -> parse(field.bytes())).toList();
    }

    /** A repeated integer field, packed or not. */
    long[] longs(int number) {
        List<Long> values = new ArrayList<>();
        for (Field field : all(number)) {
            if (field.wire() == Field.BYTES) {
                ByteBuffer packed = field.bytes().duplicate();
                while (packed.hasRemaining()) {
                    values.add(varint(packed));
                }
            } else {
                values.add(field.bits());
            }
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
