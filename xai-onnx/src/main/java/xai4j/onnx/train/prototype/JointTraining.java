package xai4j.onnx.train.prototype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import xai4j.data.LabelledImages;
import xai4j.io.FileErrors;
import xai4j.model.LoadOptions;
import xai4j.onnx.train.Backbone;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.tune.FineTuning;
import xai4j.onnx.train.tune.TunableNetwork;
import xai4j.prototype.Prototype;
import xai4j.tensor.XaiException;

/**
 * Trains a ProtoPNet and the layers below it together on an ONNX file (Chen et al. 2019): prototypes are chosen on the frozen features, as {@link
 * PrototypeTraining} does (the warm-up); then the weights above a layer, what compares patches, and the prototypes step downhill while the last layer
 * stays; then each prototype becomes its nearest training patch, and the last layer is fitted. What lies below the layer is frozen.
 */
public final class JointTraining implements AutoCloseable {
    private final Path file;
    private final String layer;
    private final TunableNetwork network;
    private final PrototypeHeadExport.Values values;
    private final TrainedPrototypes start;
    private final JointPlan plan;

    private JointTraining(Path file, Backbone backbone, String below, TrainedPrototypes start, JointPlan plan) {
        this.file = file;
        this.layer = backbone.layer().name();
        this.values = PrototypeHeadExport.writeSimilarities(backbone, start, file);
        this.network = TunableNetwork.open(
                file, below, new PrototypeLoss(start.head(), plan.cluster(), plan.separation()), values.map());
        this.start = start;
        this.plan = plan;
    }

    /**
     * Chooses the prototypes to begin with.
     *
     * @param backbone at the map that prototypes are patches of
     * @param below the layer above which weights are trained
     * @param frozen maps of the labelled pictures at the backbone's layer
     * @throws xai4j.model.ModelException if it cannot be trained; the message names the layer or the operator that stands in the way
     * @throws XaiException if a class has fewer pictures than prototypes
     */
    public static JointTraining begin(Backbone backbone, String below, FrozenFeatures frozen, JointPlan plan) {
        TrainedPrototypes start =
                PrototypeTraining.of(frozen, plan.prototypes()).run();
        Path file = temporary();
        try {
            return new JointTraining(file, backbone, below, start, plan);
        } catch (RuntimeException e) {
            delete(file);
            throw e;
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("xai4j-joint", ".onnx");
        } catch (IOException e) {
            throw new XaiException("cannot write into the folder of temporary files: " + FileErrors.reason(e), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new XaiException("cannot delete " + file + ": " + FileErrors.reason(e), e);
        }
    }

    /** What is trained; its outputs are the similarities to all prototypes. */
    public TunableNetwork network() {
        return network;
    }

    /** The prototypes on frozen features, with which it begins. */
    public TrainedPrototypes start() {
        return start;
    }

    /**
     * Trains, pushes, prunes and fits the last layer.
     *
     * @param below maps of the labelled pictures at the layer above which weights are trained
     * @param settings checkpoint and listener of the steps
     */
    public TrainedPrototypes run(FrozenFeatures below, UnaryOperator<FineTuning> settings) {
        settings.apply(FineTuning.of(network, plan.tuning())).run(below);
        FrozenFeatures tuned = features(below);
        PatchEmbedding embedding = PatchEmbedding.of(evidence());
        List<Integer> classes = start.classes();
        ChosenPrototypes pushed = PrototypeProjection.of(tuned, embedding, classes, vectors(embedding));
        return PrototypeTraining.finished(
                tuned, plan.prototypes(), embedding, pushed, start.head().places());
    }

    /** Maps of pictures at the layer of the prototypes, by the weights as they are now. */
    public FrozenFeatures features(FrozenFeatures below) {
        return below.mapped(map -> network.value(values.map(), map));
    }

    private double[][] evidence() {
        double[] rows = network.weight(values.evidence());
        int channels = start.head().embedding().channels();
        double[][] evidence = new double[rows.length / channels][channels];
        for (int i = 0; i < rows.length; i++) {
            evidence[i / channels][i % channels] = rows[i];
        }
        return evidence;
    }

    private float[] vectors(PatchEmbedding embedding) {
        double[] looks = network.weight(values.looks());
        double[] says = network.weight(values.says());
        int count = start.count();
        int channels = embedding.channels();
        int size = embedding.size();
        float[] vectors = new float[count * size];
        for (int p = 0; p < count; p++) {
            for (int d = 0; d < size; d++) {
                double value = d < channels ? looks[p * channels + d] : says[p * (size - channels) + d - channels];
                vectors[p * size + d] = (float) value;
            }
        }
        return vectors;
    }

    /**
     * Writes the tuned network with its prototypes, as {@link PrototypeHeadExport#write} does.
     *
     * @param pictures those that it was trained on
     */
    public List<Prototype> write(TrainedPrototypes trained, LabelledImages pictures, Path folder) {
        Path tuned = temporary();
        try {
            network.write(tuned);
            try (Backbone backbone = Backbone.open(tuned, LoadOptions.defaults(), layer)) {
                return PrototypeHeadExport.write(backbone, trained, pictures, folder);
            }
        } finally {
            delete(tuned);
        }
    }

    @Override
    public void close() {
        network.close();
        delete(file);
    }
}
