package xai4j.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.InputRecord;
import xai4j.explain.Provenance;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Attributions that were made elsewhere, as explanations. */
public final class GivenAttribution {
    /** The method that such explanations name. */
    public static final String METHOD = "given";

    private GivenAttribution() {}

    /**
     * One number per position: {@code [H, W]} of any resolution that spans the input, or {@code [C, H, W]} of the input's own; leading axes of 1 are
     * dropped.
     *
     * @param target class that is explained
     * @throws IllegalArgumentException if the attribution has another shape
     */
    public static SaliencyMap map(Tensor attribution, PreparedImage image, Model model, int target) {
        ImageInput input = image.input();
        Shape shape = attribution.shape();
        while (shape.rank() > 2 && shape.dim(0) == 1) {
            shape = shape.dropFirst();
        }
        boolean input3 = shape.equals(Shape.of(input.channels(), input.height(), input.width()));
        if (shape.rank() != 2 && !input3) {
            throw new IllegalArgumentException("attribution " + attribution.shape() + " does not fit the input "
                    + input.imageShape() + "; [H,W] or [C,H,W] is expected");
        }
        return new SaliencyMap(
                targets(image, model, target),
                attribution.reshape(shape.prepend(1)),
                input.height(),
                input.width(),
                image.mapping(),
                provenance(image, model),
                Diagnostics.NONE);
    }

    /**
     * One number per region.
     *
     * @param attribution {@code [M]}
     * @param target class that is explained
     * @throws IllegalArgumentException if there are not as many numbers as regions, or the regions are not of the input's size
     */
    public static SegmentAttribution regions(
            Tensor attribution, Segmentation regions, PreparedImage image, Model model, int target) {
        ImageInput input = image.input();
        if (attribution.size() != regions.count()
                || regions.width() != input.width()
                || regions.height() != input.height()) {
            throw new IllegalArgumentException("attribution " + attribution.shape() + " does not fit " + regions.count()
                    + " regions of " + regions.width() + "×" + regions.height() + " pixels over the input "
                    + input.imageShape());
        }
        return new SegmentAttribution(
                targets(image, model, target),
                attribution.reshape(Shape.of(1, regions.count())),
                Optional.empty(),
                regions,
                image.mapping(),
                provenance(image, model),
                Diagnostics.NONE);
    }

    /**
     * One number per pixel of the input, row by row, under the name of what made them.
     *
     * @param target class that is explained
     */
    public static SaliencyMap pixels(String method, PreparedImage image, Model model, int target, double... values) {
        ImageInput input = image.input();
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return new SaliencyMap(
                targets(image, model, target),
                Tensor.of(Shape.of(1, input.height(), input.width()), floats),
                input.height(),
                input.width(),
                image.mapping(),
                provenance(method, image, model),
                Diagnostics.NONE);
    }

    private static List<ExplainedTarget> targets(PreparedImage image, Model model, int target) {
        Tensor scores = model.predict(image.batch(), Score.LOGIT);
        return List.of(new ExplainedTarget(target, model.spec().label(target), scores.get(0, target)));
    }

    private static Provenance provenance(PreparedImage image, Model model) {
        return provenance(METHOD, image, model);
    }

    private static Provenance provenance(String method, PreparedImage image, Model model) {
        return new Provenance(
                        method,
                        Map.of(),
                        model.spec().name(),
                        model.spec().sha256(),
                        Score.LOGIT,
                        0,
                        0,
                        Provenance.libraryVersion())
                .withInput(InputRecord.of(image, model.spec()));
    }
}
