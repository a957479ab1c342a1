package xai4j.onnx.graph;

import java.util.Arrays;
import java.util.Optional;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.backend.AffineMap;
import xai4j.model.backend.PooledHead;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Recognises a network that ends in one pooling to a single position and at most one linear map, with nothing but
 * reshaping in between: then class activation maps are exact.
 */
final class HeadFinder {
    private final GraphLinks links;
    private final Shapes shapes;
    private final AxisRoles roles;

    HeadFinder(GraphLinks links, Shapes shapes, AxisRoles roles) {
        this.links = links;
        this.shapes = shapes;
        this.roles = roles;
    }

    /** A linear map and the value it is applied to. */
    private record Affine(String input, AffineMap map) {
        static Affine of(String input, float[] weights, float[] bias, int channels) {
            return new Affine(
                    input,
                    new AffineMap(
                            Tensor.of(Shape.of(bias.length, channels), weights),
                            Tensor.of(Shape.of(bias.length), bias)));
        }
    }

    /** A pooled value. */
    private record Pooled(String features, LinearHead.Pooling pooling) {}

    /** The layer that a head pools; only its name, operator and shape come from {@code describe}. */
    Optional<LinearHead> find(String logits, java.util.function.Function<String, Layer> describe) {
        String end = passed(logits);
        Optional<Affine> affine = affine(end);
        Optional<Pooled> pooled = pooled(affine.map(Affine::input).orElse(end));
        if (pooled.isEmpty()) {
            return Optional.empty();
        }
        Layer features = describe.apply(pooled.get().features());
        if (features.shape().rank() < 2 || channels(features) < 1) {
            return Optional.empty();
        }
        int channels = channels(features);
        return affine.map(Affine::map)
                .or(() -> AffineMap.identity(channels))
                .filter(map -> map.channels() == channels)
                .map(map -> PooledHead.of(features, pooled.get().pooling(), map));
    }

    private static int channels(Layer features) {
        return features.shape().dim(features.layout() == FeatureLayout.CHANNELS_FIRST ? 1 : -1);
    }

    /** Steps back over operators that keep one row of numbers per image as it is. */
    private String passed(String value) {
        String at = value;
        for (Optional<Node> node = links.producer(at); node.isPresent(); node = links.producer(at)) {
            String before = node.get().input(0);
            if (!OperatorFacts.isRearranging(node.get()) || !isRow(before)) {
                return at;
            }
            at = before;
        }
        return at;
    }

    /** Whether a value has one extent besides the batch. */
    private boolean isRow(String value) {
        if (!shapes.isKnown(value)) {
            return false;
        }
        long[] dims = shapes.dims(value);
        return dims.length > 1 && Dims.size(dims) == dims[0] * ScorePath.classes(shapes, value, dims[0]);
    }

    private Optional<Affine> affine(String value) {
        return links.producer(value).flatMap(node -> switch (node.isStandard() ? node.operator() : "") {
            case "Gemm" -> gemm(node);
            case "MatMul" -> matMul(node);
            case "Conv" -> conv(node);
            case "Add" -> biased(node);
            default -> Optional.empty();
        });
    }

    private Optional<Affine> gemm(Node node) {
        Optional<StoredMatrix> stored = links.stored(node.input(1));
        if (stored.isEmpty() || node.integer("transA", 0) != 0) {
            return Optional.empty();
        }
        long[] dims = stored.get().dims();
        boolean rowsAreClasses = node.integer("transB", 0) != 0;
        int classes = (int) dims[rowsAreClasses ? 0 : 1];
        int channels = (int) dims[rowsAreClasses ? 1 : 0];
        float[] weights = rowsAreClasses
                ? stored.get().floats()
                : StoredMatrix.transpose(stored.get().floats(), channels, classes);
        scale(weights, node.number("alpha", 1));
        return bias(node, classes).map(bias -> {
            scale(bias, node.number("beta", 1));
            return Affine.of(passed(node.input(0)), weights, bias, channels);
        });
    }

    private static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    private Optional<float[]> bias(Node node, int classes) {
        return node.hasInput(2) ? vector(node.input(2), classes) : Optional.of(new float[classes]);
    }

    /** A stored vector, or a stored number repeated. */
    private Optional<float[]> vector(String value, int size) {
        return links.stored(value).map(StoredMatrix::floats).flatMap(values -> {
            if (values.length == 1) {
                float[] repeated = new float[size];
                Arrays.fill(repeated, values[0]);
                return Optional.of(repeated);
            }
            return values.length == size ? Optional.of(values) : Optional.empty();
        });
    }

    private Optional<Affine> matMul(Node node) {
        return links.stored(node.input(1))
                .filter(stored -> stored.dims().length == 2)
                .map(stored -> {
                    int channels = (int) stored.dims()[0];
                    int classes = (int) stored.dims()[1];
                    float[] weights = StoredMatrix.transpose(stored.floats(), channels, classes);
                    return Affine.of(passed(node.input(0)), weights, new float[classes], channels);
                });
    }

    /** A convolution of a single position by a window that sees only it. */
    private Optional<Affine> conv(Node node) {
        Optional<StoredMatrix> stored = links.stored(node.input(1));
        boolean plain = isRow(node.input(0)) && node.integer("group", 1) == 1;
        if (stored.isEmpty() || !plain) {
            return Optional.empty();
        }
        long[] dims = stored.get().dims();
        if (Dims.size(dims) != dims[0] * dims[1]) {
            return Optional.empty();
        }
        int classes = (int) dims[0];
        return bias(node, classes)
                .map(bias -> Affine.of(passed(node.input(0)), stored.get().floats(), bias, (int) dims[1]));
    }

    private Optional<Affine> biased(Node node) {
        for (int i = 0; i < 2; i++) {
            String constant = node.input(1 - i);
            Optional<Affine> map = affine(passed(node.input(i)));
            Optional<float[]> bias =
                    map.flatMap(found -> vector(constant, found.map().classes()));
            if (map.isPresent() && bias.isPresent()) {
                AffineMap before = map.get().map();
                float[] sum = before.bias().toArray();
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += bias.get()[k];
                }
                return Optional.of(new Affine(
                        map.get().input(), new AffineMap(before.weights(), Tensor.of(Shape.of(sum.length), sum))));
            }
        }
        return Optional.empty();
    }

    private Optional<Pooled> pooled(String value) {
        return links.producer(passed(value)).flatMap(node -> {
            String features = node.input(0);
            if (!shapes.isKnown(features) || !roles.layout(features).isSpatial()) {
                return Optional.empty();
            }
            return pooling(node, features)
                    .filter(pooling -> isRow(node.output(0)))
                    .map(pooling -> new Pooled(features, pooling));
        });
    }

    private Optional<LinearHead.Pooling> pooling(Node node, String features) {
        return switch (node.isStandard() ? node.operator() : "") {
            case "GlobalAveragePool" -> Optional.of(LinearHead.Pooling.AVERAGE);
            case "GlobalMaxPool" -> Optional.of(LinearHead.Pooling.MAX);
            case "AveragePool" -> whole(node, features, LinearHead.Pooling.AVERAGE);
            case "MaxPool" -> whole(node, features, LinearHead.Pooling.MAX);
            case "ReduceMean" -> spatialOnly(node, features, LinearHead.Pooling.AVERAGE);
            case "ReduceSum" -> spatialOnly(node, features, LinearHead.Pooling.SUM);
            case "ReduceMax" -> spatialOnly(node, features, LinearHead.Pooling.MAX);
            default -> Optional.empty();
        };
    }

    /** One window over everything, without padding. */
    private Optional<LinearHead.Pooling> whole(Node node, String features, LinearHead.Pooling pooling) {
        long[] dims = shapes.dims(features);
        long[] spatial = Arrays.copyOfRange(dims, 2, dims.length);
        Window window = Window.of(node, spatial, spatial);
        boolean padded = Arrays.stream(window.pads()).anyMatch(pad -> pad != 0);
        return Arrays.equals(window.kernel(), spatial) && !padded ? Optional.of(pooling) : Optional.empty();
    }

    private Optional<LinearHead.Pooling> spatialOnly(Node node, String features, LinearHead.Pooling pooling) {
        long[] wanted =
                switch (roles.layout(features)) {
                    case CHANNELS_FIRST -> new long[] {2, 3};
                    case CHANNELS_LAST -> new long[] {1, 2};
                    default -> new long[] {1};
                };
        int rank = shapes.dims(features).length;
        long[] axes = node.attribute("axes")
                .map(Attribute::integers)
                .or(() -> shapes.longs(node.input(1)))
                .map(values -> Arrays.stream(values)
                        .map(axis -> Dims.axis(axis, rank))
                        .sorted()
                        .toArray())
                .orElse(new long[0]);
        return Arrays.equals(axes, wanted) ? Optional.of(pooling) : Optional.empty();
    }
}
