package xai4j.djl.translator;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.translator.ObjectDetectionTranslator;
import ai.djl.modality.cv.translator.SingleShotDetectionTranslator;
import ai.djl.modality.cv.translator.YoloTranslator;
import ai.djl.modality.cv.translator.YoloV5Translator;
import ai.djl.modality.cv.translator.YoloV8Translator;
import ai.djl.translate.Translator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xai4j.djl.engine.PrivateFields;
import xai4j.model.ModelException;
import xai4j.model.detection.DetectionLayout;

/**
 * What a DJL translator of detected objects says of a detector.
 *
 * @param layout name of the layout of its raw outputs
 * @param threshold least score of what it gives
 * @param suppression overlap from which it drops the weaker of two boxes; 1 where it drops none
 */
public record DetectionTranslator(String layout, double threshold, double suppression) {
    /** In DJL's zoo for PyTorch, which need not be there; its overlap is a constant of its own. */
    private static final String SSD = "PtSsdTranslator";

    private static final double SSD_THRESHOLD = 0.4;
    private static final double SSD_SUPPRESSION = 0.45;

    /**
     * Reads a translator.
     *
     * @throws ModelException if it is none whose raw outputs are known
     */
    public static DetectionTranslator of(Translator<Image, DetectedObjects> translator) {
        if (translator instanceof YoloV5Translator yolo) {
            return new DetectionTranslator(
                    yolo instanceof YoloV8Translator ? "yolov8" : "yolov5",
                    threshold(yolo),
                    PrivateFields.field(yolo, YoloV5Translator.class, "nmsThreshold", Float.class));
        }
        if (translator instanceof SingleShotDetectionTranslator || translator instanceof YoloTranslator) {
            return new DetectionTranslator("rtdetr", threshold(translator), 1);
        }
        if (translator.getClass().getSimpleName().equals(SSD)) {
            return new DetectionTranslator("ssd300", threshold(translator), SSD_SUPPRESSION);
        }
        throw new ModelException("of DJL's translators of detected objects YoloV5Translator, YoloV8Translator,"
                + " YoloTranslator, SingleShotDetectionTranslator and PtSsdTranslator are understood, not "
                + translator.getClass().getSimpleName() + "; export the detector to ONNX");
    }

    /**
     * Reads the settings of a translator's factory.
     *
     * @return empty where they name no translator of detected objects that is understood
     */
    static Optional<DetectionTranslator> of(Map<String, String> settings) {
        String factory = settings.getOrDefault("translatorFactory", "");
        if (factory.contains("YoloV8TranslatorFactory")) {
            return Optional.of(of(YoloV8Translator.builder(settings).build()));
        }
        if (factory.contains("YoloV5TranslatorFactory")) {
            return Optional.of(of(YoloV5Translator.builder(settings).build()));
        }
        if (factory.contains("YoloTranslatorFactory")) {
            return Optional.of(of(YoloTranslator.builder(settings).build()));
        }
        if (factory.contains("SingleShotDetectionTranslatorFactory")) {
            return Optional.of(
                    of(SingleShotDetectionTranslator.builder(settings).build()));
        }
        if (factory.contains("PtSsdTranslatorFactory")) {
            String said = settings.getOrDefault("threshold", String.valueOf(SSD_THRESHOLD));
            return Optional.of(new DetectionTranslator("ssd300", Double.parseDouble(said), SSD_SUPPRESSION));
        }
        return Optional.empty();
    }

    private static double threshold(Translator<Image, DetectedObjects> translator) {
        return PrivateFields.field(translator, ObjectDetectionTranslator.class, "threshold", Float.class);
    }

    /** A layout with the translator's least score and overlap. */
    public DetectionLayout applied(DetectionLayout found) {
        return found.withThreshold(threshold).withSuppression(suppression);
    }

    /** The names of the classes of a translator that has prepared itself, as a predictor makes it do; none before. */
    public static List<String> labels(Translator<Image, DetectedObjects> translator) {
        List<?> names = PrivateFields.field(translator, ObjectDetectionTranslator.class, "classes", List.class);
        return names == null ? List.of() : names.stream().map(String::valueOf).toList();
    }
}
