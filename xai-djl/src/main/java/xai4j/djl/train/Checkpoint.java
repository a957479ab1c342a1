package xai4j.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import xai4j.djl.engine.NdTensors;
import xai4j.io.AtomicFile;
import xai4j.io.FileErrors;
import xai4j.tensor.XaiException;

/**
 * The state of a training between two epochs in one file: parameters, the optimiser's memory, and what else the training
 * wants to know again, as JSON. A zip archive, whose checksums and list of entries tell when it was damaged or cut short;
 * written whole or not at all.
 *
 * @param <S> what else
 */
public final class Checkpoint<S> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = "state.json";
    private static final String PARAMETER = "parameter/";
    private static final String OPTIMIZER = "optimizer/";
    private static final String STEPS = "steps";
    private static final int MAX_RANK = 8;

    private final Path file;
    private final S state;
    private final Map<String, Values> arrays;

    private Checkpoint(Path file, S state, Map<String, Values> arrays) {
        this.file = file;
        this.state = state;
        this.arrays = arrays;
    }

    private static final class Values {
        private final long[] dims;
        private final float[] values;

        Values(long[] dims, float[] values) {
            this.dims = dims;
            this.values = values;
        }
    }

    /** What the training wanted to know again. */
    public S state() {
        return state;
    }

    /**
     * Writes a file.
     *
     * @param stepper whose optimiser's memory is kept; null if there is none
     * @param state what else, as Jackson writes it
     * @throws XaiException if it cannot be written; an older file is still there then
     */
    public static void write(Path file, Network network, @Nullable TrainingStepper stepper, Object state) {
        AtomicFile.write(file, out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry(STATE));
                zip.write(JSON.writeValueAsBytes(state));
                for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
                    put(zip, PARAMETER + entry.getKey(), entry.getValue().getArray());
                }
                if (stepper != null) {
                    for (Map.Entry<String, NDArray> entry :
                            stepper.optimizer().state().entrySet()) {
                        put(zip, OPTIMIZER + entry.getKey(), entry.getValue());
                    }
                    zip.putNextEntry(new ZipEntry(STEPS));
                    new DataOutputStream(zip).writeLong(stepper.optimizer().steps());
                }
            }
        });
    }

    private static void put(ZipOutputStream zip, String name, NDArray array) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        DataOutputStream data = new DataOutputStream(zip);
        long[] dims = array.getShape().getShape();
        data.writeInt(dims.length);
        for (long dim : dims) {
            data.writeLong(dim);
        }
        float[] values = array.toFloatArray();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.BIG_ENDIAN);
        bytes.asFloatBuffer().put(values);
        data.write(bytes.array());
        data.flush();
    }

    /**
     * Reads a file.
     *
     * @param type of the state
     * @throws XaiException naming the file, if it cannot be read, is no checkpoint or was cut short
     */
    public static <S> Checkpoint<S> read(Path file, Class<S> type) {
        Map<String, Values> arrays = new LinkedHashMap<>();
        S state = null;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                switch (entry.getName()) {
                    case STATE -> state = JSON.readValue(zip.readAllBytes(), type);
                    case STEPS -> arrays.put(STEPS, steps(new DataInputStream(zip).readLong()));
                    default -> arrays.put(entry.getName(), values(zip));
                }
            }
        } catch (JsonProcessingException e) {
            throw damaged(file, e);
        } catch (IOException | IllegalArgumentException e) {
            if (!Files.isReadable(file)) {
                throw new XaiException("checkpoint " + file + " cannot be read", e);
            }
            throw damaged(file, e);
        }
        if (state == null) {
            throw new XaiException(file + " is not a checkpoint of a training, or was cut short");
        }
        requireWhole(file, arrays.size() + 1);
        return new Checkpoint<>(file, state, arrays);
    }

    /**
     * Reading from the front checks the sums, but takes a file cut between two entries for a whole one; the list of entries at
     * the end is not there then.
     */
    private static void requireWhole(Path file, int entries) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() != entries) {
                throw new IOException(entries + " of its " + zip.size() + " entries can be read");
            }
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    /** The number of steps is kept as the extent of an array without values, which holds any long. */
    private static Values steps(long count) {
        return new Values(new long[] {count}, new float[0]);
    }

    private static XaiException damaged(Path file, Exception e) {
        return new XaiException(
                "checkpoint " + file + " is damaged or was cut short: "
                        + (e instanceof IOException io ? FileErrors.reason(io) : e.getMessage()),
                e);
    }

    private static Values values(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int rank = data.readInt();
        if (rank < 0 || rank > MAX_RANK) {
            throw new IOException("an array of " + rank + " dimensions");
        }
        long[] dims = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = data.readLong();
        }
        byte[] bytes = in.readAllBytes();
        float[] values = new float[bytes.length / Float.BYTES];
        if (Arrays.stream(dims).reduce(1, (a, b) -> a * b) != values.length) {
            throw new IOException("an array of shape " + Arrays.toString(dims) + " with " + values.length + " values");
        }
        ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).asFloatBuffer().get(values);
        return new Values(dims, values);
    }

    /**
     * Puts the numbers into a network.
     *
     * @throws XaiException if the network has other parameters
     */
    public void restore(Network network) {
        network.parameters().forEach((name, parameter) -> {
            Values values = arrays.get(PARAMETER + name);
            NDArray array = parameter.getArray();
            if (values == null || !Arrays.equals(values.dims, array.getShape().getShape())) {
                throw new XaiException("checkpoint " + file + " is of another network: " + name + " is "
                        + (values == null ? "missing" : Arrays.toString(values.dims)) + " there, "
                        + Arrays.toString(array.getShape().getShape()) + " here");
            }
            NdTensors.fill(array, values.values);
        });
    }

    /**
     * Puts the optimiser's memory back.
     *
     * @throws XaiException if a part of it is missing or of other parameters: the training would go on to another result
     */
    public void restore(TrainingStepper stepper) {
        Values steps = arrays.get(STEPS);
        if (steps == null) {
            throw new XaiException("checkpoint " + file + " holds no memory of the optimiser to go on with");
        }
        Map<String, Values> memory = new LinkedHashMap<>();
        arrays.forEach((name, values) -> {
            if (name.startsWith(OPTIMIZER)) {
                memory.put(name.substring(OPTIMIZER.length()), values);
            }
        });
        if (steps.dims[0] > 0) {
            stepper.memory().forEach((name, shape) -> {
                Values values = memory.get(name);
                if (values == null || !Arrays.equals(values.dims, shape.getShape())) {
                    throw new XaiException("checkpoint " + file + " is of another training: the optimiser's " + name
                            + " is " + (values == null ? "missing" : Arrays.toString(values.dims)) + " there, "
                            + Arrays.toString(shape.getShape()) + " here");
                }
            });
        }
        Map<String, NDArray> restored = new LinkedHashMap<>();
        memory.forEach(
                (name, values) -> restored.put(name, stepper.manager().create(values.values, new Shape(values.dims))));
        stepper.optimizer().restore(restored, steps.dims[0]);
    }
}
