package xai4j.djl.translator;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.translator.ObjectDetectionTranslator;
import ai.djl.modality.cv.translator.YoloV5Translator;
import ai.djl.modality.cv.translator.YoloV8Translator;
import ai.djl.translate.Translator;
import java.util.List;
import xai4j.djl.engine.PrivateFields;
import xai4j.model.ModelException;

/**
 * What a DJL translator of detected objects says of a detector.
 *
 * @param layout name of the layout of its raw outputs
 * @param threshold least score of what it gives
 * @param suppression overlap from which it drops the weaker of two boxes
 */
public record DetectionTranslator(String layout, double threshold, double suppression) {
    /**
     * Reads a translator.
     *
     * @throws ModelException if it is none whose raw outputs are known
     */
    public static DetectionTranslator of(Translator<Image, DetectedObjects> translator) {
        if (!(translator instanceof YoloV5Translator yolo)) {
            throw new ModelException(
                    "of DJL's translators of detected objects YoloV5Translator and YoloV8Translator are understood, not "
                            + translator.getClass().getSimpleName() + "; export the detector to ONNX");
        }
        return new DetectionTranslator(
                yolo instanceof YoloV8Translator ? "yolov8" : "yolov5",
                PrivateFields.field(yolo, ObjectDetectionTranslator.class, "threshold", Float.class),
                PrivateFields.field(yolo, YoloV5Translator.class, "nmsThreshold", Float.class));
    }

    /** The names of the classes of a translator that has prepared itself, as a predictor makes it do; none before. */
    public static List<String> labels(Translator<Image, DetectedObjects> translator) {
        List<?> names = PrivateFields.field(translator, ObjectDetectionTranslator.class, "classes", List.class);
        return names == null ? List.of() : names.stream().map(String::valueOf).toList();
    }
}
