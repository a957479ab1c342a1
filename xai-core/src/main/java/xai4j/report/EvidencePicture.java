package xai4j.report;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import xai4j.evaluate.audit.EvidenceMap;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Provenance;
import xai4j.explain.SaliencyMap;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.PixelMapping;
import xai4j.model.Score;
import xai4j.render.Pixels;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Evidence drawn over a photograph, or over grey where it is a mean of many. */
final class EvidencePicture {
    private static final int GREY = 0x8A8A8A;
    private static final int ALONE = 176;

    private EvidencePicture() {}

    /** Evidence over a photograph, whose longer side becomes at most so many pixels. */
    static BufferedImage over(BufferedImage photograph, EvidenceMap evidence, int longest) {
        double factor = Math.min(1, (double) longest / Math.max(photograph.getWidth(), photograph.getHeight()));
        int width = (int) Math.max(1, Math.rint(photograph.getWidth() * factor));
        int height = (int) Math.max(1, Math.rint(photograph.getHeight() * factor));
        return draw(Images.resized(photograph, width, height, Interpolation.BILINEAR), evidence);
    }

    /** Evidence alone. */
    static BufferedImage alone(EvidenceMap evidence) {
        return draw(Pixels.paper(ALONE, ALONE, GREY), evidence);
    }

    private static BufferedImage draw(BufferedImage ground, EvidenceMap evidence) {
        int side = EvidenceMap.SIDE;
        return new SaliencyMap(
                        List.of(ExplainedTarget.named("", 0)),
                        Tensor.of(Shape.of(1, side, side), evidence.cells()),
                        side,
                        side,
                        new PixelMapping(0, (double) ground.getWidth() / side, 0, (double) ground.getHeight() / side),
                        new Provenance("audit", Map.of(), "", "", Score.LOGIT, 0, 0, ""),
                        Diagnostics.NONE)
                .render()
                .withoutLegend()
                .overlay(ground);
    }
}
