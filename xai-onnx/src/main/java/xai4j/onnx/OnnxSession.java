package xai4j.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** One ONNX Runtime session that takes and gives float tensors; closing waits for runs under way. */
final class OnnxSession implements AutoCloseable {
    private final String name;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private OnnxSession(String name, OrtSession session) {
        this.name = name;
        this.session = session;
    }

    /**
     * Opens a model from memory.
     *
     * @param name how messages call it
     * @param model the serialised model, in a direct buffer
     * @param original the file it comes from, beside which external data are looked for
     */
    static OnnxSession open(String name, ByteBuffer model, Path original, SessionSettings settings) {
        try (OrtSession.SessionOptions options = settings.options(original)) {
            return new OnnxSession(name, OrtEnvironment.getEnvironment().createSession(model, options));
        } catch (OrtException e) {
            throw new ModelException(name + " cannot be opened by ONNX Runtime: " + reason(e), e);
        }
    }

    Map<String, NodeInfo> inputs() {
        return guarded(session::getInputInfo);
    }

    /** Runs the session; inputs are converted to the element types that the model wants. */
    Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> outputs) {
        return guarded(() -> {
            Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
            try {
                for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
                    feeds.put(input.getKey(), feed(input.getKey(), input.getValue()));
                }
                try (OrtSession.Result result = session.run(feeds, outputs)) {
                    Map<String, Tensor> tensors = new LinkedHashMap<>();
                    for (String output : outputs) {
                        tensors.put(output, tensor(output, result.get(output).orElseThrow()));
                    }
                    return tensors;
                }
            } finally {
                feeds.values().forEach(OnnxTensor::close);
            }
        });
    }

    private OnnxTensor feed(String input, Tensor tensor) throws OrtException {
        NodeInfo port = session.getInputInfo().get(input);
        if (port == null || !(port.getInfo() instanceof TensorInfo info)) {
            throw new ModelException(name + " has no tensor input " + input);
        }
        long[] shape = Arrays.stream(tensor.shape().dims()).asLongStream().toArray();
        FloatBuffer values = tensor.buffer();
        return switch (info.type) {
            case FLOAT -> OnnxTensor.createTensor(environment, values, shape);
            case FLOAT16 ->
                OnnxTensor.createTensor(
                        environment,
                        Fp16Conversions.convertFloatBufferToFp16Buffer(values),
                        shape,
                        OnnxJavaType.FLOAT16);
            case DOUBLE -> OnnxTensor.createTensor(environment, doubles(values).asDoubleBuffer(), shape);
            case UINT8 -> OnnxTensor.createTensor(environment, bytes(values), shape, OnnxJavaType.UINT8);
            default ->
                throw new ModelException(name + " wants input " + input + " of type " + info.type
                        + "; float, float16, double or uint8 are possible");
        };
    }

    private static ByteBuffer doubles(FloatBuffer values) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.capacity() * Double.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < values.capacity(); i++) {
            bytes.putDouble(i * Double.BYTES, values.get(i));
        }
        return bytes;
    }

    private static ByteBuffer bytes(FloatBuffer values) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.capacity()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < values.capacity(); i++) {
            bytes.put(i, (byte) Math.max(0, Math.min(255, Math.round(values.get(i)))));
        }
        return bytes;
    }

    private Tensor tensor(String output, OnnxValue value) {
        if (!(value instanceof OnnxTensor tensor) || tensor.getFloatBuffer() == null) {
            throw new ModelException(name + " gives no float tensor at " + output);
        }
        int[] dims = Arrays.stream(tensor.getInfo().getShape())
                .mapToInt(Math::toIntExact)
                .toArray();
        return Tensor.wrap(Shape.of(dims), tensor.getFloatBuffer());
    }

    /** What may be done with an open session. */
    @FunctionalInterface
    private interface Use<T> {
        T apply() throws OrtException;
    }

    private <T> T guarded(Use<T> use) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(name + " is closed");
            }
            return use.apply();
        } catch (OrtException e) {
            throw new ModelException(name + " failed: " + reason(e), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static String reason(OrtException e) {
        String message = String.valueOf(e.getMessage()).strip();
        return message.replaceAll("\\s*\\R\\s*", "; ");
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new ModelException(name + " could not be closed: " + reason(e), e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
