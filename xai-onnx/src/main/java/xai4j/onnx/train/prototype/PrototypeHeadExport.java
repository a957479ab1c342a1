package xai4j.onnx.train.prototype;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import xai4j.data.LabelledImages;
import xai4j.image.Box;
import xai4j.image.PreparedImage;
import xai4j.io.FileErrors;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.BackboneWriter;
import xai4j.prototype.BoxRule;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeFile;
import xai4j.prototype.PrototypeMetadata;
import xai4j.prototype.Similarity;
import xai4j.render.Png;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/**
 * Writes a prototype network on a pretrained backbone so that {@code Explainers.prototypes} explains with it: {@code model.onnx}, {@code
 * prototypes.json} with its arrays, and the training picture of each prototype.
 */
public final class PrototypeHeadExport {
    /** Name of the model in the folder. */
    public static final String MODEL = "model.onnx";

    private static final String PICTURES = "prototypes";
    private static final double PERCENTILE = 95;
    private static final float EPSILON = (float) Similarity.PAPER.epsilon();

    private PrototypeHeadExport() {}

    /**
     * Writes into a folder, which must exist.
     *
     * @param pictures those that the prototypes were pushed onto
     * @return the prototypes as they are described there; boxes are in pixels of the network's input
     * @throws XaiException if a file cannot be written
     */
    public static List<Prototype> write(
            Backbone backbone, TrainedPrototypes trained, LabelledImages pictures, Path folder) {
        FileErrors.makeFolder(folder.resolve(PICTURES), "folder of pictures");
        String layer = writeModel(backbone, trained, folder.resolve(MODEL));
        List<Prototype> prototypes = new ArrayList<>();
        try (OnnxModel model = OnnxModel.open(folder.resolve(MODEL), LoadOptions.defaults())) {
            Layer similarities = model.layer(layer);
            for (int p = 0; p < trained.count(); p++) {
                int image = trained.patches().get(p).image();
                PreparedImage prepared = backbone.spec().prepare(pictures.image(image));
                String name = String.format(Locale.ROOT, "%s/%03d.png", PICTURES, p);
                Png.write(prepared.modelPicture(), folder.resolve(name));
                prototypes.add(new Prototype(
                        trained.classes().get(p),
                        pictures.name(image),
                        name,
                        Optional.of(box(model, similarities, prepared, p))));
            }
        }
        PrototypeFile.write(metadata(trained, layer, prototypes, folder), folder);
        return List.copyOf(prototypes);
    }

    /** The region around the strongest answer; other regions of the same picture are not the patch. */
    private static Box box(OnnxModel model, Layer similarities, PreparedImage picture, int prototype) {
        Tensor maps = java.util.Objects.requireNonNull(model.activations(picture.batch(), Set.of(similarities))
                        .values()
                        .get(similarities))
                .row(0);
        return BoxRule.PEAK.around(
                maps.row(prototype), picture.input().height(), picture.input().width(), PERCENTILE);
    }

    private static PrototypeMetadata metadata(
            TrainedPrototypes trained, String layer, List<Prototype> prototypes, Path folder) {
        PrototypeHead head = trained.head();
        return new PrototypeMetadata(
                layer,
                PrototypeMetadata.Holds.SIMILARITIES,
                Similarity.PAPER,
                Optional.empty(),
                Tensor.of(Shape.of(head.labels(), head.count()), floats(head.lastLayer)),
                Tensor.zeros(Shape.of(head.labels())),
                prototypes,
                folder);
    }

    /** Writes the network; returns the name of the layer with the similarities. */
    private static String writeModel(Backbone backbone, TrainedPrototypes trained, Path file) {
        PrototypeHead head = trained.head();
        BackboneWriter graph = BackboneWriter.of(backbone, trained.labels());
        String patches = patches(graph, trained);
        String similarities = similarities(graph, distances(graph, head, patches));
        String largest = graph.node("GlobalMaxPool", List.of(similarities), "largest");
        String row = graph.node("Flatten", List.of(largest), "row", OnnxAttribute.of("axis", 1));
        String weights = graph.constant("weight", new long[] {head.labels(), head.count()}, floats(head.lastLayer));
        String bias = graph.constant("bias", new long[] {head.labels()}, new float[head.labels()]);
        String logits = graph.node("Gemm", List.of(row, weights, bias), "logits", OnnxAttribute.of("transB", 1));
        graph.writer().output(logits, "scores");
        graph.writer().write(file);
        return similarities;
    }

    /** Reduction and add-on layer are one convolution of 1×1. */
    private static String patches(BackboneWriter graph, TrainedPrototypes trained) {
        PrototypeHead head = trained.head();
        double[][] reduction = trained.reduction().weights();
        int inputs = reduction[0].length;
        float[] kernel = new float[head.channels() * inputs];
        float[] bias = new float[head.channels()];
        for (int c = 0; c < head.channels(); c++) {
            double[] row = new double[inputs];
            double shift = head.addOnBias[c];
            for (int d = 0; d < head.inputs(); d++) {
                double weight = head.addOn[c * head.inputs() + d];
                shift += weight * trained.reduction().bias()[d];
                for (int i = 0; i < inputs; i++) {
                    row[i] += weight * reduction[d][i];
                }
            }
            bias[c] = (float) shift;
            for (int i = 0; i < inputs; i++) {
                kernel[c * inputs + i] = (float) row[i];
            }
        }
        String weights = graph.constant("add_on", new long[] {head.channels(), inputs, 1, 1}, kernel);
        String shifts = graph.constant("add_on_bias", new long[] {head.channels()}, bias);
        String convolved = graph.node("Conv", List.of(graph.map(), weights, shifts), "add_on_map");
        return graph.node("Sigmoid", List.of(convolved), "patches");
    }

    /** {@code max(0, Σz² − 2·Σzp + Σp²)}. */
    private static String distances(BackboneWriter graph, PrototypeHead head, String patches) {
        int channels = head.channels();
        float[] ones = new float[channels];
        java.util.Arrays.fill(ones, 1);
        float[] kernel = new float[head.prototypes.length];
        float[] squares = new float[head.count()];
        for (int p = 0; p < head.count(); p++) {
            double square = 0;
            for (int c = 0; c < channels; c++) {
                double value = head.prototypes[p * channels + c];
                kernel[p * channels + c] = (float) (-2 * value);
                square += value * value;
            }
            squares[p] = (float) square;
        }
        String squared = graph.node("Mul", List.of(patches, patches), "patches_squared");
        String sums = graph.node(
                "Conv", List.of(squared, graph.constant("ones", new long[] {1, channels, 1, 1}, ones)), "patches_sums");
        String crossed = graph.node(
                "Conv",
                List.of(
                        patches,
                        graph.constant("prototypes", new long[] {head.count(), channels, 1, 1}, kernel),
                        graph.constant("prototype_squares", new long[] {head.count()}, squares)),
                "crossed");
        String distances = graph.node("Add", List.of(crossed, sums), "distances_raw");
        return graph.node("Relu", List.of(distances), "distances");
    }

    /** {@code log((d + 1) / (d + ε))}. */
    private static String similarities(BackboneWriter graph, String distances) {
        String above =
                graph.node("Add", List.of(distances, graph.constant("one", new long[] {1}, 1)), "distances_above");
        String below = graph.node(
                "Add", List.of(distances, graph.constant("epsilon", new long[] {1}, EPSILON)), "distances_below");
        String quotient = graph.node("Div", List.of(above, below), "quotient");
        return graph.node("Log", List.of(quotient), "similarities");
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
