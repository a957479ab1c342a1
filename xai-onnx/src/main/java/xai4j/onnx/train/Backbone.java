package xai4j.onnx.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import xai4j.image.ImageInput;
import xai4j.io.Sha256;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.TokenGrid;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.graph.Node;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A pretrained network up to one of its layers, as what others are trained on: pictures go in, feature maps {@code [C, h, w]} come out. The
 * tokens of a transformer are seen as the map of its patches, without class tokens. Safe for use by several threads.
 */
public final class Backbone implements AutoCloseable {
    private final Path file;
    private final OnnxModel model;
    private final Layer layer;
    private final ModelSpec spec;
    private final Shape map;

    private Backbone(Path file, OnnxModel model, Layer layer, ModelSpec spec) {
        this.file = file;
        this.model = model;
        this.layer = layer;
        this.spec = spec;
        this.map =
                planar(values(Tensor.zeros(spec.input().batchShape(1)))).shape().dropFirst();
    }

    /**
     * Opens a file at its last feature map.
     *
     * @param options what the file does not say of itself, such as its preprocessing
     * @throws ModelException if the file cannot be used, or has no feature map
     */
    public static Backbone open(Path file, LoadOptions options) {
        return open(file, options, "");
    }

    /**
     * Opens a file at a layer.
     *
     * @param layer a name that {@code xai inspect} shows; empty for the last feature map
     * @throws ModelException if the file cannot be used, or has no feature map there
     * @throws IllegalArgumentException if there is no such layer
     */
    public static Backbone open(Path file, LoadOptions options, String layer) {
        OnnxModel model = OnnxModel.open(file, options);
        try {
            Layer found = layer.isEmpty()
                    ? model.lastSpatialLayer()
                            .orElseThrow(() -> new ModelException(file + " has no feature map to train on: "
                                    + (isQuantised(file)
                                            ? "it is quantised, and its maps are whole numbers; one that is quantised with"
                                                    + " QuantizeLinear and DequantizeLinear around its operators has some"
                                            : "none of its layers has spatial extent before the scores")))
                    : model.layer(layer);
            if (!found.layout().isSpatial()) {
                throw new ModelException("layer " + found.name() + " " + found.shape() + " of " + file
                        + " is no feature map; xai inspect shows which layers are");
            }
            return new Backbone(file, model, found, sized(model.spec()));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Whether operators of the file work on whole numbers or on rounded ones: their weights cannot be tuned. */
    public boolean isQuantised() {
        return isQuantised(file);
    }

    private static boolean isQuantised(Path file) {
        return OnnxGraph.read(file).nodes().stream().anyMatch(Node::isQuantised);
    }

    /** With the size that its preprocessing makes where the file leaves it open. */
    private static ModelSpec sized(ModelSpec spec) {
        ImageInput input = spec.input();
        int size = spec.preprocessing().defaultSize();
        return spec.withInput(
                input.withSize(input.height() > 0 ? input.height() : size, input.width() > 0 ? input.width() : size));
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** The layer that is read. */
    public Layer layer() {
        return layer;
    }

    /** Input and preprocessing; the labels are still the file's own. */
    public ModelSpec spec() {
        return spec;
    }

    /** Extents of a feature map: {@code [C, h, w]}. */
    public Shape map() {
        return map;
    }

    /**
     * The file's own linear head on the mean of this map, when it tells these very classes: a network that was trained for them on many pictures.
     *
     * @param classes names in the order that the rows are to have
     */
    public Optional<LinearClassifier> ownHead(List<String> classes) {
        List<String> own = spec.labels();
        return model.head()
                .filter(head -> head.pooling() == LinearHead.Pooling.AVERAGE
                        && head.features().name().equals(layer.name())
                        && own.size() == classes.size()
                        && Set.copyOf(own).equals(Set.copyOf(classes)))
                .map(head ->
                        ordered(head, classes.stream().mapToInt(own::indexOf).toArray()));
    }

    private static LinearClassifier ordered(LinearHead head, int... rows) {
        int channels = head.weights().shape().dim(1);
        double[] weights = new double[rows.length * channels];
        double[] bias = new double[rows.length];
        for (int k = 0; k < rows.length; k++) {
            bias[k] = head.bias().at(rows[k]);
            for (int c = 0; c < channels; c++) {
                weights[k * channels + c] = head.weights().at(rows[k] * channels + c);
            }
        }
        return new LinearClassifier(weights, bias);
    }

    /**
     * The layer whose patches show what they look like: this one, or, where this one already holds a map for each class of the file, which says what the file
     * makes of a patch and not what it looks like, the last one below it with other channels.
     */
    public Layer patchLayer() {
        boolean classMaps = model.head()
                .filter(head -> head.features().name().equals(layer.name()) && isIdentity(head.weights()))
                .isPresent();
        if (!classMaps) {
            return layer;
        }
        return layersBelow()
                .filter(below -> below.layout() == layer.layout()
                        && below.shape().rank() == 4
                        && below.shape().dim(1) != layer.shape().dim(1))
                .findFirst()
                .orElse(layer);
    }

    /** Layers that are computed before this one, from the last to the first. */
    public Stream<Layer> layersBelow() {
        List<Layer> all = model.layers();
        int above = all.indexOf(layer);
        return IntStream.range(0, above).mapToObj(i -> all.get(above - 1 - i));
    }

    private static boolean isIdentity(Tensor weights) {
        int rows = weights.shape().dim(0);
        if (rows != weights.shape().dim(1)) {
            return false;
        }
        for (int i = 0; i < weights.size(); i++) {
            if (weights.at(i) != (i / rows == i % rows ? 1 : 0)) {
                return false;
            }
        }
        return true;
    }

    /** The whole network. */
    OnnxModel model() {
        return model;
    }

    /** How the tokens of a transformer lie on the picture. */
    TokenGrid grid() {
        int tokens = values(Tensor.zeros(spec.input().batchShape(1))).shape().dim(1);
        return grid(tokens);
    }

    private TokenGrid grid(int tokens) {
        return TokenGrid.of(tokens, spec.input().height(), spec.input().width())
                .orElseThrow(() -> new ModelException("the " + tokens + " tokens of layer " + layer.name() + " of "
                        + file + " cover no grid of the picture's proportions"));
    }

    /**
     * Feature maps of a batch.
     *
     * @param batch prepared pictures {@code [N, C, H, W]}, or as the input is laid out
     * @return {@code [N, C, h, w]}
     * @throws ModelException if a value is not finite
     */
    public Tensor maps(Tensor batch) {
        Tensor maps = planar(values(batch));
        for (int i = 0; i < maps.size(); i++) {
            if (!Float.isFinite(maps.at(i))) {
                throw new ModelException("the values of layer " + layer.name() + " of " + file + " are not finite");
            }
        }
        return maps;
    }

    private Tensor values(Tensor batch) {
        return Objects.requireNonNull(
                model.activations(batch, Set.of(layer)).values().get(layer));
    }

    private Tensor planar(Tensor values) {
        FeatureMapLayout maps = layer.layout().isMap()
                ? FeatureMapLayout.of(layer, values.shape())
                : FeatureMapLayout.of(grid(values.shape().dim(1)), values.shape());
        return maps.planar(values);
    }

    /** By what features of this network, layer and preprocessing are known again: a hexadecimal SHA-256. */
    public String fingerprint() {
        String text = spec.sha256() + "\n" + layer.name() + "\n" + spec.preprocessing() + "\n" + spec.input();
        return Sha256.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** For people: file and layer. */
    @Override
    public String toString() {
        return file.getFileName() + " at layer " + layer.name() + " " + map;
    }

    @Override
    public void close() {
        model.close();
    }
}
