package xai4j.djl.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Damages what a protocol buffer says and leaves it a readable one: fields are dropped, doubled, exchanged and given other values. */
final class ProtoMutations {
    private static final long[] EDGES = {
        0, 1, 2, 3, 7, -1, -2, 1 << 16, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final int MOST = 3;

    private final Random random;

    /** Mutations from a seed. */
    ProtoMutations(long seed) {
        random = new Random(seed);
    }

    /** A damaged copy. */
    Message of(Message whole) {
        Message.Builder mutant = whole.toBuilder();
        int times = 1 + random.nextInt(MOST);
        for (int i = 0; i < times; i++) {
            once(mutant);
        }
        return mutant.buildPartial();
    }

    private void once(Message.Builder message) {
        List<FieldDescriptor> fields = new ArrayList<>(message.getAllFields().keySet());
        if (fields.isEmpty()) {
            return;
        }
        FieldDescriptor field = fields.get(random.nextInt(fields.size()));
        if (field.isRepeated()) {
            repeated(message, field);
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && random.nextInt(10) > 0) {
            message.setField(field, inner((Message) message.getField(field)));
        } else if (random.nextInt(8) == 0) {
            message.clearField(field);
        } else {
            message.setField(field, changed(field, message.getField(field)));
        }
    }

    private void repeated(Message.Builder message, FieldDescriptor field) {
        int count = message.getRepeatedFieldCount(field);
        int at = random.nextInt(count);
        Object element = message.getRepeatedField(field, at);
        Object other = message.getRepeatedField(field, random.nextInt(count));
        switch (random.nextInt(12)) {
            case 0 -> {
                List<Object> rest = new ArrayList<>((List<?>) message.getField(field));
                rest.remove(at);
                message.setField(field, rest);
            }
            case 1 -> message.addRepeatedField(field, element);
            case 2 -> message.setRepeatedField(field, at, other);
            default ->
                message.setRepeatedField(
                        field, at, element instanceof Message nested ? inner(nested) : changed(field, element));
        }
    }

    private Message inner(Message nested) {
        Message.Builder builder = nested.toBuilder();
        once(builder);
        return builder.buildPartial();
    }

    private Object changed(FieldDescriptor field, Object value) {
        long edge = EDGES[random.nextInt(EDGES.length)];
        return switch (field.getJavaType()) {
            case INT -> (int) edge;
            case LONG -> edge;
            case FLOAT -> (float) edge;
            case DOUBLE -> (double) edge;
            case BOOLEAN -> !(Boolean) value;
            case STRING -> damaged((String) value);
            case BYTE_STRING -> damaged((ByteString) value);
            case ENUM -> anyOf(field);
            case MESSAGE -> ((Message) value).getDefaultInstanceForType();
        };
    }

    private EnumValueDescriptor anyOf(FieldDescriptor field) {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        return values.get(random.nextInt(values.size()));
    }

    private String damaged(String text) {
        return random.nextBoolean() ? text.substring(0, text.length() / 2) : text + "x";
    }

    private ByteString damaged(ByteString bytes) {
        if (bytes.isEmpty() || random.nextInt(3) == 0) {
            return bytes.substring(0, bytes.size() / 2);
        }
        byte[] content = bytes.toByteArray();
        content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
        return ByteString.copyFrom(content);
    }
}
