package xai4j.onnx.graph;

/** Types of tensor elements; the numbers are those of ONNX's {@code TensorProto.DataType}. */
public enum ElementType {
    UNDEFINED(0, 0),
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    STRING(8, 0),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    COMPLEX64(14, 8),
    COMPLEX128(15, 16),
    BFLOAT16(16, 2);

    private final int number;
    private final int bytes;

    ElementType(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /** The type of a number in a file; {@link #UNDEFINED} for types that are not known here. */
    static ElementType of(long number) {
        for (ElementType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return UNDEFINED;
    }

    /** ONNX's number of this type. */
    public int number() {
        return number;
    }

    /** Bytes per element in raw data; 0 when elements have no fixed width. */
    int bytes() {
        return bytes;
    }

    /** Whether such a value can have a gradient. */
    public boolean isFloating() {
        return this == FLOAT || this == FLOAT16 || this == DOUBLE || this == BFLOAT16;
    }
}
