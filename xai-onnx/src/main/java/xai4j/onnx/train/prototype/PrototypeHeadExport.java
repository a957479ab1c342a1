package xai4j.onnx.train.prototype;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.image.Box;
import xai4j.image.PreparedImage;
import xai4j.io.FileErrors;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.numeric.Floats;
import xai4j.onnx.OnnxModel;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.BackboneWriter;
import xai4j.prototype.BoxRule;
import xai4j.prototype.Prototype;
import xai4j.prototype.PrototypeFile;
import xai4j.prototype.PrototypeMetadata;
import xai4j.prototype.Prototypes;
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
    private static final BoxRule BOX = BoxRule.HALF;
    private static final OnnxAttribute AXIS = OnnxAttribute.of("axis", 1);
    private static final OnnxAttribute TWO = OnnxAttribute.of("p", 2);

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

    /** What is at least half as alike as the prototype itself, around its own place; other regions of the same picture are not the patch. */
    private static Box box(OnnxModel model, Layer similarities, PreparedImage picture, int prototype) {
        Tensor maps = java.util.Objects.requireNonNull(model.activations(picture.batch(), Set.of(similarities))
                        .values()
                        .get(similarities))
                .row(0);
        return BOX.around(
                maps.row(prototype),
                picture.input().height(),
                picture.input().width(),
                Prototypes.PERCENTILE.byDefault());
    }

    private static PrototypeMetadata metadata(
            TrainedPrototypes trained, String layer, List<Prototype> prototypes, Path folder) {
        PrototypeHead head = trained.head();
        PrototypeMetadata plain = new PrototypeMetadata(
                layer,
                PrototypeMetadata.Holds.SIMILARITIES,
                Similarity.PAPER,
                Optional.empty(),
                Tensor.of(Shape.of(head.labels(), head.count()), Floats.of(head.lastLayer())),
                Tensor.of(Shape.of(head.labels()), Floats.of(head.bias())),
                prototypes,
                folder);
        return plain.withPlaces(head.places()).withBox(BOX);
    }

    /**
     * Names of values in a network without its last layer.
     *
     * @param map that patches are of, {@code [N, C, h, w]}
     * @param evidence rows of the classes, {@code [K, C, 1, 1]}
     * @param looks first part of each prototype, {@code [P, C, 1, 1]}
     * @param says second part of each prototype, {@code [P, K, 1, 1]}
     * @param similarities of each place to each prototype, {@code [N, P, h, w]}
     */
    record Values(String map, String evidence, String looks, String says, String similarities) {}

    /** Writes a network whose output are the similarities of a picture to all prototypes, {@code [N, P]}. */
    static Values writeSimilarities(Backbone backbone, TrainedPrototypes trained, Path file) {
        List<String> names = IntStream.range(0, trained.count())
                .mapToObj(p -> "prototype " + p)
                .toList();
        BackboneWriter graph = BackboneWriter.of(backbone, names);
        Values values = similarities(graph, trained.head());
        graph.writer().output(pooled(graph, values.similarities(), trained.head()), "scores");
        graph.writer().write(file);
        return values;
    }

    /** Writes the network; returns the name of the layer with the similarities. */
    private static String writeModel(Backbone backbone, TrainedPrototypes trained, Path file) {
        PrototypeHead head = trained.head();
        BackboneWriter graph = BackboneWriter.of(backbone, trained.labels());
        String similarities = similarities(graph, head).similarities();
        String row = pooled(graph, similarities, head);
        String weights =
                graph.constant("weight", new long[] {head.labels(), head.count()}, Floats.of(head.lastLayer()));
        String bias = graph.constant("bias", new long[] {head.labels()}, Floats.of(head.bias()));
        String logits = graph.node("Gemm", List.of(row, weights, bias), "logits", OnnxAttribute.of("transB", 1));
        graph.writer().output(logits, "scores");
        graph.writer().write(file);
        return similarities;
    }

    /** The mean of each prototype's nearest places, {@code [N, P]}. */
    private static String pooled(BackboneWriter graph, String similarities, PrototypeHead head) {
        String mean = head.places() == 1
                ? graph.node("GlobalMaxPool", List.of(similarities), "nearest")
                : graph.node(
                        "GlobalAveragePool",
                        List.of(graph.largest(similarities, head.count(), head.places(), "nearest")),
                        "mean");
        return graph.node("Flatten", List.of(mean), "row", OnnxAttribute.of("axis", 1));
    }

    /** What patches look like and what they say, each of length one, compared with the two halves of each prototype. */
    private static Values similarities(BackboneWriter graph, PrototypeHead head) {
        int classes = head.embedding().evidence().length;
        int channels = head.embedding().channels();
        float[] shifts = new float[head.count()];
        for (int p = 0; p < shifts.length; p++) {
            shifts[p] = (float) (-head.means()[p] * head.scale(p));
        }
        String evidence = graph.constant("evidence", new long[] {classes, channels, 1, 1}, rows(head));
        String said = graph.node("Conv", List.of(graph.map(), evidence), "said_raw");
        String looks = graph.node("LpNormalization", List.of(graph.map()), "looks", AXIS, TWO);
        String says = graph.node("LpNormalization", List.of(said), "says", AXIS, TWO);
        String looking =
                graph.constant("prototype_looks", new long[] {head.count(), channels, 1, 1}, halves(head, 0, channels));
        String saying = graph.constant(
                "prototype_says", new long[] {head.count(), classes, 1, 1}, halves(head, channels, classes));
        String shift = graph.constant("prototype_shifts", new long[] {head.count()}, shifts);
        String one = graph.node("Conv", List.of(looks, looking), "looks_alike");
        String other = graph.node("Conv", List.of(says, saying, shift), "says_alike");
        String both = graph.node("Add", List.of(one, other), "similarities");
        return new Values(graph.map(), evidence, looking, saying, both);
    }

    private static float[] rows(PrototypeHead head) {
        double[][] evidence = head.embedding().evidence();
        int channels = head.embedding().channels();
        float[] rows = new float[evidence.length * channels];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) evidence[i / channels][i % channels];
        }
        return rows;
    }

    /** A part of each prototype, with what the other half's length and the similarity's scale make of it. */
    private static float[] halves(PrototypeHead head, int from, int count) {
        float[] kernel = new float[head.count() * count];
        int size = head.embedding().size();
        for (int p = 0; p < head.count(); p++) {
            double scale = Math.sqrt(0.5) * head.scale(p);
            for (int c = 0; c < count; c++) {
                kernel[p * count + c] = (float) (scale * head.prototypes().vectors()[p * size + from + c]);
            }
        }
        return kernel;
    }
}
