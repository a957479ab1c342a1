package xai4j.onnx.graph;

import java.util.List;
import java.util.Optional;

/**
 * Name and type of an input or output of a graph.
 *
 * <p>Only tensors have an element type and a shape; sequences and maps are kept as they are.
 */
public final class ValueInfo {
    private static final int NAME = 1;
    private static final int TYPE = 2;
    private static final int TENSOR = 1;
    private static final int ELEMENT = 1;
    private static final int SHAPE = 2;
    private static final int DIM = 1;
    private static final int DIM_VALUE = 1;
    private static final int DIM_PARAM = 2;

    /**
     * One extent of a port.
     *
     * @param size the extent, or -1 when it is not fixed
     * @param symbol its name when it has one, or empty
     */
    public record Dim(long size, String symbol) {
        /** Whether the extent is fixed. */
        public boolean isFixed() {
            return size >= 0;
        }

        /** A fixed extent. */
        public static Dim of(long size) {
            return new Dim(size, "");
        }

        /** An extent that is known when the model runs. */
        public static Dim symbolic(String symbol) {
            return new Dim(-1, symbol);
        }
    }

    private final Message message;
    private final String name;
    private final ElementType type;
    private final Optional<List<Dim>> dims;

    private ValueInfo(Message message) {
        this.message = message;
        this.name = message.text(NAME);
        Optional<Message> tensor = message.messages(TYPE).stream()
                .flatMap(type -> type.messages(TENSOR).stream())
                .findFirst();
        this.type = tensor.map(value -> ElementType.of(value.number(ELEMENT))).orElse(ElementType.UNDEFINED);
        this.dims = tensor.flatMap(value -> value.messages(SHAPE).stream().findFirst())
                .map(shape -> shape.messages(DIM).stream().map(ValueInfo::dim).toList());
    }

    private static Dim dim(Message dim) {
        long size = dim.last(DIM_VALUE).map(Field::bits).orElse(-1L);
        return new Dim(size > 0 ? size : -1, dim.text(DIM_PARAM));
    }

    static ValueInfo parse(Message message) {
        return new ValueInfo(message);
    }

    /** A value of which only the name is said; the engine infers the rest. */
    public static ValueInfo of(String name) {
        return new ValueInfo(
                Message.parse(new MessageWriter().string(NAME, name).toBuffer()));
    }

    /** A tensor. */
    public static ValueInfo of(String name, ElementType type, List<Dim> dims) {
        MessageWriter shape = new MessageWriter();
        for (Dim dim : dims) {
            MessageWriter extent = new MessageWriter();
            shape.message(
                    DIM, dim.isFixed() ? extent.varint(DIM_VALUE, dim.size()) : extent.text(DIM_PARAM, dim.symbol()));
        }
        MessageWriter tensor =
                new MessageWriter().varint(ELEMENT, type.number()).message(SHAPE, shape);
        MessageWriter value =
                new MessageWriter().string(NAME, name).message(TYPE, new MessageWriter().message(TENSOR, tensor));
        return new ValueInfo(Message.parse(value.toBuffer()));
    }

    /** Name of the value. */
    public String name() {
        return name;
    }

    /** Type of the elements; {@link ElementType#UNDEFINED} when the value is no tensor or nothing is said. */
    public ElementType type() {
        return type;
    }

    /** Extents, when the rank is said. */
    public Optional<List<Dim>> dims() {
        return dims;
    }

    /** Whether the value is a sequence, a map or an optional. */
    public boolean isTensor() {
        return message.messages(TYPE).stream()
                .noneMatch(type -> type.last(TENSOR).isEmpty());
    }

    MessageWriter write() {
        return new MessageWriter().fields(message.fields());
    }
}
