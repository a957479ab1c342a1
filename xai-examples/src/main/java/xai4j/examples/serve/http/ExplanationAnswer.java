package xai4j.examples.serve.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import xai4j.examples.serve.Inference;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.Images;
import xai4j.image.Interpolation;
import xai4j.image.PixelMapping;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * An explanation in the words of Vertex: {@code attributions} of one target each, with {@code instanceOutputValue}, {@code baselineOutputValue} and {@code
 * approximationError} where the method knows them.
 */
public final class ExplanationAnswer {
    private static final int LARGEST_SIDE = 1024;
    /** Methods whose values add up to the score minus that of the picture with nothing in it. */
    private static final Set<String> EFFICIENT = Set.of("kernel-shap", "exact-shapley", "shapley-sampling", "owen");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Explanation explanation;

    private ExplanationAnswer(Explanation explanation) {
        this.explanation = explanation;
    }

    /** All there is to say of one picture. */
    static ObjectNode of(Inference.Explained explained, boolean withHeatmap) {
        ExplanationAnswer answer = new ExplanationAnswer(explained.explanation());
        ObjectNode node = JSON.objectNode();
        ArrayNode attributions = node.putArray("attributions");
        for (int t = 0; t < explained.explanation().targets().size(); t++) {
            attributions.add(answer.attribution(t));
        }
        if (withHeatmap) {
            for (int t = 0; t < attributions.size(); t++) {
                ((ObjectNode) attributions.get(t).get("featureAttributions"))
                        .putObject("heatmap")
                        .put("b64", answer.heatmap(t, explained.image().picture()));
            }
        }
        node.set("provenance", provenance(explained.explanation()));
        explained.explanation().diagnostics().verdicts().forEach(node.putArray("verdicts")::add);
        ObjectNode measures = node.putObject("diagnostics");
        explained.explanation().diagnostics().measures().forEach((name, value) -> putFinite(measures, name, value));
        return node;
    }

    /** The drawing of one target: over the picture that was sent, or the sheet of an explanation that is none by nature. */
    private byte[] heatmap(int t, BufferedImage picture) {
        return Images.png(bounded(alone(t).render().withoutLegend().overlay(picture)));
    }

    private Explanation alone(int t) {
        List<ExplainedTarget> target = List.of(explanation.targets().get(t));
        if (explanation instanceof SaliencyMap map) {
            return new SaliencyMap(
                    target,
                    map.values().slice(t, t + 1),
                    map.inputHeight(),
                    map.inputWidth(),
                    map.mapping(),
                    map.provenance(),
                    map.diagnostics());
        }
        if (explanation instanceof SegmentAttribution regions) {
            return new SegmentAttribution(
                    target,
                    regions.values().slice(t, t + 1),
                    Optional.empty(),
                    regions.segmentation(),
                    regions.mapping(),
                    regions.provenance(),
                    regions.diagnostics());
        }
        return explanation;
    }

    private static void putFinite(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        }
    }

    private static BufferedImage bounded(BufferedImage sheet) {
        int side = Math.max(sheet.getWidth(), sheet.getHeight());
        double factor = (double) LARGEST_SIDE / side;
        return factor >= 1
                ? sheet
                : Images.resized(
                        sheet,
                        Math.max(1, (int) Math.round(factor * sheet.getWidth())),
                        Math.max(1, (int) Math.round(factor * sheet.getHeight())),
                        Interpolation.BILINEAR);
    }

    private ObjectNode attribution(int t) {
        ExplainedTarget target = explanation.targets().get(t);
        ObjectNode node = JSON.objectNode();
        ArrayNode index = node.putArray("outputIndex");
        if (target.index() != ExplainedTarget.NO_CLASS) {
            index.add(target.index());
        }
        node.put("outputDisplayName", target.label());
        putFinite(node, "instanceOutputValue", target.score());
        difference(t).ifPresent(difference -> putFinite(node, "baselineOutputValue", target.score() - difference));
        error(t).ifPresent(error -> putFinite(node, "approximationError", error));
        features(node.putObject("featureAttributions"), t);
        target.box().ifPresent(box -> {
            ArrayNode corners = node.putArray("box");
            corners.add(box.left()).add(box.top()).add(box.right()).add(box.bottom());
        });
        return node;
    }

    private void features(ObjectNode node, int t) {
        Tensor values = explanation.values().row(t);
        tensor(node.putObject("values"), values);
        if (explanation instanceof SegmentAttribution regions) {
            ObjectNode ids = node.putObject("regions");
            ids.putArray("shape")
                    .add(regions.segmentation().height())
                    .add(regions.segmentation().width());
            ArrayNode data = ids.putArray("data");
            for (int id : regions.segmentation().ids()) {
                data.add(id);
            }
            place(
                    node,
                    regions.mapping(),
                    regions.segmentation().width(),
                    regions.segmentation().height());
        }
        if (explanation instanceof SaliencyMap map) {
            place(node, map.mapping(), map.inputWidth(), map.inputHeight());
        }
    }

    /** Where on the picture that was sent the values lie: left, top, right, bottom in its pixels. */
    private static void place(ObjectNode node, PixelMapping mapping, int width, int height) {
        node.putArray("place")
                .add(mapping.photoX(0))
                .add(mapping.photoY(0))
                .add(mapping.photoX(width))
                .add(mapping.photoY(height));
    }

    private static void tensor(ObjectNode node, Tensor tensor) {
        ArrayNode shape = node.putArray("shape");
        Shape extents = tensor.shape();
        for (int axis = 0; axis < extents.rank(); axis++) {
            shape.add(extents.dim(axis));
        }
        ArrayNode data = node.putArray("data");
        for (float value : tensor.toArray()) {
            data.add(value);
        }
    }

    /** The score of the picture minus that of what it was compared with. */
    private OptionalDouble difference(int t) {
        OptionalDouble measured = measure("score-difference", t);
        if (measured.isPresent() || !EFFICIENT.contains(explanation.provenance().method())) {
            return measured;
        }
        double sum = 0;
        for (float value : explanation.values().row(t).toArray()) {
            sum += value;
        }
        return OptionalDouble.of(sum);
    }

    /** The share of the difference that the attributions miss, or the largest standard error beside the largest value. */
    private OptionalDouble error(int t) {
        OptionalDouble gap = measure("completeness-gap", t);
        OptionalDouble difference = measure("score-difference", t);
        if (gap.isPresent() && difference.isPresent()) {
            return OptionalDouble.of(Math.abs(gap.getAsDouble()) / Math.max(1e-12, Math.abs(difference.getAsDouble())));
        }
        return measure("relative-error", t);
    }

    private OptionalDouble measure(String name, int t) {
        return explanation.diagnostics().measure(name, t);
    }

    /** How it was made. */
    public static ObjectNode provenance(Explanation explanation) {
        var made = explanation.provenance();
        ObjectNode node = JSON.objectNode();
        node.put("method", made.method());
        ObjectNode options = node.putObject("options");
        made.options().forEach(options::put);
        node.put("model", made.model());
        node.put("modelSha256", made.modelSha256());
        node.put("score", made.score().name().toLowerCase(Locale.ROOT));
        node.put("evaluations", made.evaluations());
        node.put("seconds", made.seconds());
        node.put("version", made.version());
        return node;
    }
}
