package xai4j.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import xai4j.image.Preprocessing;
import xai4j.io.Sha256;
import xai4j.model.ImageInput;
import xai4j.model.LabelsBeside;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** An ONNX classifier on ONNX Runtime. */
public final class OnnxModel implements Model {
    private static final int PROBE_SIZE = 224;

    private final OnnxSession session;
    private final Rows rows;
    private final ImagePort port;
    private final String scores;
    private final ModelSpec spec;

    private OnnxModel(OnnxSession session, Rows rows, ImagePort port, String scores, ModelSpec spec) {
        this.session = session;
        this.rows = rows;
        this.port = port;
        this.scores = scores;
        this.spec = spec;
    }

    /**
     * Opens a model file.
     *
     * @throws ModelException if the file is no usable classifier of images
     * @throws IllegalArgumentException if the options do not fit the model
     */
    public static OnnxModel open(Path path, LoadOptions options) {
        requireContent(path);
        String name = String.valueOf(path.getFileName());
        OnnxSession session = OnnxSession.open(name, path, new SessionSettings(options.device()));
        int threads =
                options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
        Rows rows = new Rows(threads);
        try {
            ImagePort port = ImagePort.find(name, session.inputs());
            String scores = scoreOutput(name, session.outputs());
            ModelSpec spec = new ModelSpec(
                    name,
                    port.input(),
                    options.preprocessing().orElseGet(Preprocessing::imagenet),
                    List.of(),
                    ScoreKind.OTHER,
                    Sha256.of(path));
            OnnxModel unlabelled = new OnnxModel(session, rows, port, scores, spec);
            int classes = unlabelled.probe();
            List<String> labels = options.labels()
                    .map(given -> LabelsBeside.requireCount(given, classes, name))
                    .orElseGet(() -> LabelsBeside.find(path, classes));
            return new OnnxModel(session, rows, port, scores, spec.withLabels(labels));
        } catch (RuntimeException e) {
            rows.close();
            session.close();
            throw e;
        }
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public Tensor predict(Tensor batch) {
        requireBatch(batch);
        int count = batch.shape().dim(0);
        int step = Math.max(1, port.input().batch());
        Tensor[] parts = new Tensor[(count + step - 1) / step];
        rows.forEach(parts.length, part -> {
            int from = part * step;
            int to = Math.min(count, from + step);
            parts[part] = run(filled(batch.slice(from, to), step)).slice(0, to - from);
        });
        return joined(parts, count);
    }

    @Override
    public void close() {
        rows.close();
        session.close();
    }

    private Tensor run(Tensor batch) {
        Tensor result = Objects.requireNonNull(
                session.run(Map.of(port.name(), batch), Set.of(scores)).get(scores));
        int count = batch.shape().dim(0);
        return result.reshape(Shape.of(count, result.size() / count));
    }

    private int probe() {
        ImageInput input = port.input();
        ImageInput sized = input.withSize(
                input.height() > 0 ? input.height() : PROBE_SIZE, input.width() > 0 ? input.width() : PROBE_SIZE);
        return run(Tensor.zeros(sized.batchShape(Math.max(1, input.batch()))))
                .shape()
                .dim(1);
    }

    /** A batch of exactly the size that the model takes, the missing rows left zero. */
    private static Tensor filled(Tensor batch, int size) {
        if (batch.shape().dim(0) == size) {
            return batch;
        }
        Tensor full = Tensor.zeros(batch.shape().withFirst(size));
        full.buffer().put(batch.buffer());
        return full;
    }

    private static Tensor joined(Tensor[] parts, int count) {
        Tensor all = Tensor.zeros(Shape.of(count, parts[0].shape().dim(1)));
        var out = all.buffer();
        for (Tensor part : parts) {
            out.put(part.buffer());
        }
        return all;
    }

    private void requireBatch(Tensor batch) {
        Shape shape = batch.shape();
        Shape wanted = port.input().imageShape();
        boolean fits = shape.rank() == 4 && shape.dim(0) > 0;
        for (int axis = 0; fits && axis < wanted.rank(); axis++) {
            fits = wanted.dim(axis) == Shape.DYNAMIC || wanted.dim(axis) == shape.dim(axis + 1);
        }
        if (!fits) {
            throw new IllegalArgumentException("batch " + shape + " does not fit the input "
                    + wanted.prepend(Shape.DYNAMIC) + " of " + spec.name());
        }
    }

    private static String scoreOutput(String model, Map<String, NodeInfo> outputs) {
        return outputs.values().stream()
                .filter(output -> output.getInfo() instanceof TensorInfo info && isFloat(info))
                .map(NodeInfo::getName)
                .findFirst()
                .orElseThrow(() -> new ModelException(model + " gives no float scores; its outputs are "
                        + outputs.keySet().stream().collect(Collectors.joining(", "))));
    }

    private static boolean isFloat(TensorInfo info) {
        return switch (info.type) {
            case FLOAT, FLOAT16, DOUBLE -> true;
            default -> false;
        };
    }

    private static void requireContent(Path path) {
        try {
            if (Files.size(path) == 0) {
                throw new ModelException(path + " is empty");
            }
        } catch (IOException e) {
            throw new ModelException(path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
