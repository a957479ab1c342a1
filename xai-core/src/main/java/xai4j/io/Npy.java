package xai4j.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** NumPy's {@code .npy} files (format versions 1 to 3). */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z]\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
    private static final int ALIGNMENT = 64;

    private Npy() {}

    /** Integers of any shape, row-major. */
    public static final class Integers {
        private final Shape shape;
        private final int[] values;

        private Integers(Shape shape, int[] values) {
            this.shape = shape;
            this.values = values;
        }

        /** Extents. */
        public Shape shape() {
            return shape;
        }

        /** The values, not copied. */
        public int[] values() {
            return values;
        }
    }

    /**
     * Reads floats; other numeric types are converted.
     *
     * @throws XaiException naming the file, if it is no such file, truncated, or of another type
     */
    public static Tensor readFloat(Path path) {
        Body body = open(path);
        return Tensor.of(body.shape, body.floats());
    }

    /**
     * Reads floats, all of which must be numbers.
     *
     * @throws XaiException as {@link #readFloat}, and if a value is infinite or not a number; the message says where the first one is
     */
    public static Tensor readFinite(Path path) {
        Tensor values = readFloat(path);
        if (isFinite(values)) {
            return values;
        }
        int[] bad = IntStream.range(0, values.size())
                .filter(i -> !Float.isFinite(values.at(i)))
                .toArray();
        throw new XaiException(path + " holds " + bad.length + " values that are not finite, the first ("
                + values.at(bad[0]) + ") at " + Arrays.toString(position(values.shape(), bad[0])));
    }

    private static boolean isFinite(Tensor values) {
        for (int i = 0; i < values.size(); i++) {
            if (!Float.isFinite(values.at(i))) {
                return false;
            }
        }
        return true;
    }

    private static int[] position(Shape shape, int index) {
        int[] position = new int[shape.rank()];
        int rest = index;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            position[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
        }
        return position;
    }

    /**
     * Reads integers of any width.
     *
     * @throws XaiException naming the file, if it is no such file, truncated, holds floats or values beyond 32 bits
     */
    public static Integers readInt(Path path) {
        Body body = open(path);
        if (body.type.startsWith("f")) {
            throw new XaiException(path + " holds floats (" + body.type + "); integers are expected");
        }
        int[] values = new int[body.shape.size()];
        for (int i = 0; i < values.length; i++) {
            double value = body.number(i);
            if (value != (int) value) {
                throw new XaiException(path + " holds " + value + ", which does not fit 32 bits");
            }
            values[i] = (int) value;
        }
        return new Integers(body.shape, values);
    }

    /** Writes float32, whole or not at all. */
    public static void write(Tensor tensor, Path path) {
        ByteBuffer bytes = ByteBuffer.allocate(tensor.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(tensor.buffer());
        write(path, "<f4", tensor.shape(), bytes.array());
    }

    /** Writes int32, whole or not at all. */
    public static void write(Shape shape, int[] values, Path path) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        write(path, "<i4", shape, bytes.array());
    }

    private static void write(Path path, String type, Shape shape, byte[] data) {
        AtomicFile.write(path, out -> {
            header(out, type, shape);
            out.write(data);
        });
    }

    private static void header(OutputStream out, String type, Shape shape) throws IOException {
        String dims = Arrays.stream(shape.dims()).mapToObj(dim -> dim + ",").collect(Collectors.joining(" "));
        if (shape.rank() > 1) {
            dims = dims.substring(0, dims.length() - 1);
        }
        String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + dims + "), }";
        int unpadded = MAGIC.length + 4 + text.length() + 1;
        String padded = text + " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) padded.length(), (byte) (padded.length() >> 8)});
        out.write(padded.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Body open(Path path) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new XaiException("cannot read " + path + ": " + FileErrors.reason(e), e);
        } catch (OutOfMemoryError e) {
            throw new XaiException(path + " is too large to be read", e);
        }
        if (bytes.length < 10 || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new XaiException(path + " is not a .npy file");
        }
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int version = bytes[6];
        int start = version == 1 ? 10 : 12;
        long length = version == 1 ? data.getShort(8) & 0xFFFF : bytes.length < 12 ? -1 : data.getInt(8) & 0xFFFFFFFFL;
        if (length < 0 || start + length > bytes.length) {
            throw new XaiException(path + " is truncated within its header");
        }
        String header = new String(bytes, start, (int) length, StandardCharsets.ISO_8859_1);
        return body(path, header, data.position(start + (int) length).slice());
    }

    private static Body body(Path path, String header, ByteBuffer data) {
        Matcher descr = DESCR.matcher(header);
        Matcher order = ORDER.matcher(header);
        Matcher shapeText = SHAPE.matcher(header);
        if (!descr.find() || !order.find() || !shapeText.find()) {
            throw new XaiException(path + " has no readable header or holds structured data");
        }
        String type = descr.group(2);
        int width = Integer.parseInt(type.substring(1));
        if (!"b1 i1 i2 i4 i8 u1 u2 u4 f4 f8".contains(type)) {
            throw new XaiException(path + " holds elements of type " + type + ", which is not supported");
        }
        Shape shape = shape(path, shapeText.group(1));
        if ((long) shape.size() * width > data.remaining()) {
            throw new XaiException(path + " is truncated: shape " + shape + " needs " + (long) shape.size() * width
                    + " bytes, " + data.remaining() + " are there");
        }
        data.order(descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return new Body(shape, type, order.group(1).equals("True"), data);
    }

    private static Shape shape(Path path, String text) {
        try {
            Shape shape = Shape.of(Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(dim -> !dim.isEmpty())
                    .mapToInt(dim -> Integer.parseInt(dim.replace("L", "")))
                    .toArray());
            shape.size();
            return shape;
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            throw new XaiException(path + " has an impossible shape (" + text + ")", e);
        }
    }

    /** The elements of a file in their own type and order. */
    private record Body(Shape shape, String type, boolean fortran, ByteBuffer data) {
        float[] floats() {
            float[] values = new float[shape.size()];
            if (type.equals("f4") && !fortran) {
                data.asFloatBuffer().get(values);
                return values;
            }
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) number(i);
            }
            return values;
        }

        double number(int index) {
            int i = fortran ? columnMajor(index) : index;
            return switch (type) {
                case "b1", "u1" -> data.get(i) & 0xFF;
                case "i1" -> data.get(i);
                case "i2" -> data.getShort(2 * i);
                case "u2" -> data.getShort(2 * i) & 0xFFFF;
                case "i4" -> data.getInt(4 * i);
                case "u4" -> data.getInt(4 * i) & 0xFFFFFFFFL;
                case "i8" -> data.getLong(8 * i);
                case "f4" -> data.getFloat(4 * i);
                default -> data.getDouble(8 * i);
            };
        }

        private int columnMajor(int rowMajor) {
            int rest = rowMajor;
            int position = 0;
            int[] index = new int[shape.rank()];
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                index[axis] = rest % shape.dim(axis);
                rest /= shape.dim(axis);
            }
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                position = position * shape.dim(axis) + index[axis];
            }
            return position;
        }
    }
}
