package xai4j.djl;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.nn.SymbolBlock;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import xai4j.Models;
import xai4j.djl.block.BlockModels;
import xai4j.djl.engine.EngineErrors;
import xai4j.djl.translator.DetectionTranslator;
import xai4j.djl.translator.TranslatorReading;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.model.detection.DetectionLayout;
import xai4j.model.detection.DetectionModel;
import xai4j.tensor.Tensor;

/** Explains networks that a program holds as DJL models. */
public final class DjlModels {
    private DjlModels() {}

    /**
     * Wraps a DJL model whose network consists of blocks, for example one that was just trained.
     *
     * <p>Layers are named by the path of their block, such as {@code 02SequentialBlock.01Conv2d}. The model stays the
     * caller's: its parameters are neither changed nor closed, and collect no gradients.
     *
     * @param model a model on the PyTorch engine
     * @param spec input, preprocessing, labels, and what the scores are; {@link xai4j.model.ScoreKind#LOGITS} for networks
     *     that are trained with softmax cross-entropy on their last linear block
     * @throws ModelException if the model has no block, runs on another engine, or is a file that was loaded (open the file
     *     itself with {@code Models.load} then)
     */
    public static DifferentiableModel of(Model model, ModelSpec spec) {
        return BlockModels.of(model, spec);
    }

    /**
     * Wraps a DJL model that carries its translator: size, colours, normalisation and labels are the translator's, found by
     * asking it. A network of blocks is explained in place and stays the caller's; of a TorchScript file that DJL loaded, the
     * file is opened once more.
     *
     * @throws ModelException if the translator does something else to pictures than fitting (squash or centred crop), scaling
     *     and normalising (use {@link #of(Model, ModelSpec)} then), or the network cannot be explained
     */
    public static DifferentiableModel of(ZooModel<Image, Classifications> model) {
        ModelSpec spec = TranslatorReading.of(model.getTranslator(), model).withLabels(labels(model));
        if (model.getBlock() instanceof SymbolBlock) {
            LoadOptions options = LoadOptions.defaults()
                    .withPreprocessing(spec.preprocessing())
                    .withLabels(spec.labels())
                    .withInputShape(spec.input().imageShape());
            return Models.load(file(model), DifferentiableModel.class, options);
        }
        DifferentiableModel raw = of(model.getWrappedModel(), spec.withScores(ScoreKind.LOGITS));
        return addUpToOne(raw) ? of(model.getWrappedModel(), spec.withScores(ScoreKind.PROBABILITIES)) : raw;
    }

    /**
     * Wraps a DJL model that finds objects: size, colours, normalisation and labels are its translator's, and so are the least score and the
     * overlap from which two boxes are one. The TorchScript file that DJL loaded is opened once more.
     *
     * @return a model that is a {@link DetectionModel}, too
     * @throws ModelException if the translator is none of {@code YoloV5Translator}, {@code YoloV8Translator}, {@code YoloTranslator}, {@code
     *     SingleShotDetectionTranslator} and {@code PtSsdTranslator}, or the network is no file
     */
    public static DifferentiableModel detector(ZooModel<Image, DetectedObjects> model) {
        DetectionTranslator said = DetectionTranslator.of(model.getTranslator());
        ModelSpec spec = TranslatorReading.of(model.getTranslator(), model);
        if (!(model.getBlock() instanceof SymbolBlock)) {
            throw new ModelException("the DJL model " + model.getName()
                    + " is a network of blocks; detectors are understood in TorchScript files and in ONNX");
        }
        predicted(model);
        LoadOptions options = LoadOptions.defaults()
                .withPreprocessing(spec.preprocessing())
                .withLabels(DetectionTranslator.labels(model.getTranslator()))
                .withInputShape(spec.input().imageShape())
                .withDetections(said.layout());
        DifferentiableModel file = Models.load(file(model), DifferentiableModel.class, options);
        DetectionLayout layout =
                said.applied(file.as(DetectionModel.class).orElseThrow().layout());
        return DetectionModel.of(file, layout).as(DifferentiableModel.class).orElseThrow();
    }

    private static <T> T predicted(ZooModel<Image, T> model) {
        Image blank = ImageFactory.getInstance().fromImage(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB));
        try (Predictor<Image, T> predictor = model.newPredictor()) {
            return predictor.predict(blank);
        } catch (TranslateException e) {
            throw new ModelException("the DJL model " + model.getName() + " fails: " + EngineErrors.firstLine(e), e);
        }
    }

    private static List<String> labels(ZooModel<Image, Classifications> model) {
        return predicted(model).getClassNames();
    }

    private static boolean addUpToOne(DifferentiableModel model) {
        float[] scores =
                model.predict(Tensor.zeros(model.spec().input().batchShape(1))).toArray();
        double sum = 0;
        boolean positive = true;
        for (float score : scores) {
            sum += score;
            positive &= score >= 0;
        }
        return positive && Math.abs(sum - 1) < 1e-4;
    }

    private static Path file(ZooModel<?, ?> model) {
        Path place = model.getModelPath();
        Path named = place.resolve(model.getName() + ".pt");
        if (Files.isRegularFile(place)) {
            return place;
        }
        if (Files.isRegularFile(named)) {
            return named;
        }
        throw new ModelException("the DJL model " + model.getName() + " was loaded from a file that is not at " + named
                + "; open that file with Models.load");
    }
}
