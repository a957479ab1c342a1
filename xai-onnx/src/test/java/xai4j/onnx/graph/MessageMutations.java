package xai4j.onnx.graph;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import xai4j.model.ModelException;

/** Damages what a file says and leaves it a readable message: fields are dropped, doubled, exchanged and given other values. */
public final class MessageMutations {
    private static final long[] EDGES = {
        0,
        1,
        2,
        3,
        7,
        11,
        -1,
        -2,
        1 << 16,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final int MOST = 3;
    private static final int DEEPEST = 8;

    private final Random random;

    /** Mutations from a seed. */
    public MessageMutations(long seed) {
        random = new Random(seed);
    }

    /** A damaged copy. */
    public byte[] of(byte[] file) {
        Message message = Message.parse(ByteBuffer.wrap(file));
        int times = 1 + random.nextInt(MOST);
        for (int i = 0; i < times; i++) {
            message = once(message, 0);
        }
        ByteBuffer bytes = new MessageWriter().fields(message.fields()).toBuffer();
        byte[] mutant = new byte[bytes.remaining()];
        bytes.get(mutant);
        return mutant;
    }

    private Message once(Message message, int depth) {
        List<Field> fields = new ArrayList<>(message.fields());
        if (fields.isEmpty()) {
            return message;
        }
        int at = random.nextInt(fields.size());
        Field field = fields.get(at);
        Message inner = field.wire() == Field.BYTES && depth < DEEPEST ? inner(field) : new Message(List.of());
        if (!inner.fields().isEmpty() && random.nextInt(10) > 0) {
            ByteBuffer content =
                    new MessageWriter().fields(once(inner, depth + 1).fields()).toBuffer();
            fields.set(at, Field.bytes(field.number(), content));
            return new Message(fields);
        }
        switch (random.nextInt(8)) {
            case 0 -> fields.remove(at);
            case 1 -> fields.add(at, field);
            case 2 -> fields.set(at, fields.get(random.nextInt(fields.size())));
            default -> fields.set(at, changed(field, fields));
        }
        return new Message(fields);
    }

    private static Message inner(Field field) {
        try {
            return Message.parse(field.bytes());
        } catch (ModelException e) {
            return new Message(List.of());
        }
    }

    private Field changed(Field field, List<Field> beside) {
        if (field.wire() != Field.BYTES) {
            return Field.number(field.number(), field.wire(), EDGES[random.nextInt(EDGES.length)]);
        }
        Field other = beside.get(random.nextInt(beside.size()));
        if (other.wire() == Field.BYTES && random.nextBoolean()) {
            return Field.bytes(field.number(), other.bytes());
        }
        byte[] content = new byte[field.bytes().remaining()];
        field.bytes().duplicate().get(content);
        if (content.length > 0) {
            content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return Field.bytes(
                field.number(),
                ByteBuffer.wrap(content, 0, random.nextInt(3) > 0 ? content.length : content.length / 2)
                        .slice());
    }
}
