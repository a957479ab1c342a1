package xai4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import xai4j.tensor.Shape;

/** The engine alone: plain {@code session.run} of inputs of one size, without anything of ours. */
final class RawRuns implements AutoCloseable {
    private final OrtSession single;
    private final OrtSession parallel;
    private final String input;
    private final Shape image;

    /** Where the engine computes. */
    enum Provider {
        CPU,
        CUDA;

        /** The device of {@link xai4j.model.LoadOptions#withDevice}. */
        String device() {
            return this == CUDA ? "gpu" : "cpu";
        }

        static Provider named(String name) {
            if (!name.equals("CPU") && !name.equals("CUDA")) {
                throw new IllegalArgumentException("provider " + name + " is neither CPU nor CUDA");
            }
            return valueOf(name);
        }
    }

    private RawRuns(OrtSession single, OrtSession parallel, Shape image) {
        this.single = single;
        this.parallel = parallel;
        this.input = single.getInputNames().iterator().next();
        this.image = image;
    }

    /**
     * Opens a file twice: with one thread, and with as many as there are processors.
     *
     * @param image shape of one input
     */
    static RawRuns open(Path file, Shape image, Provider provider) {
        try {
            return new RawRuns(
                    session(file, 1, provider),
                    session(file, Runtime.getRuntime().availableProcessors(), provider),
                    image);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OrtSession session(Path file, int threads, Provider provider) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            if (provider == Provider.CUDA) {
                options.addCUDA(0);
            }
            return OrtEnvironment.getEnvironment().createSession(file.toString(), options);
        }
    }

    /** As many Java threads as processors over the session of one thread. */
    int onThreads(int images, int batch) {
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < Runtime.getRuntime().availableProcessors(); t++) {
            Thread thread = new Thread(() -> {
                FloatBuffer values = values(batch);
                for (int from = next.getAndAdd(batch); from < images; from = next.getAndAdd(batch)) {
                    run(single, values, Math.min(batch, images - from));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            join(thread);
        }
        return next.get();
    }

    /** One run after another over the session that uses all processors. */
    void inOneSession(int images, int batch) {
        FloatBuffer values = values(batch);
        for (int from = 0; from < images; from += batch) {
            run(parallel, values, Math.min(batch, images - from));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Room for some inputs, made once, so that making it is no part of the floor. */
    private FloatBuffer values(int images) {
        return ByteBuffer.allocateDirect(Float.BYTES * image.size() * images)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private void run(OrtSession session, FloatBuffer values, int images) {
        Shape shape = image.prepend(images);
        try (OnnxTensor tensor = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(),
                        values.slice(0, shape.size()),
                        Arrays.stream(shape.dims()).asLongStream().toArray());
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            if (result.size() == 0) {
                throw new IllegalStateException("no scores");
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            single.close();
            parallel.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
