package xai4j.anchors;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.Rendering;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.SegmentRendering;
import xai4j.image.PixelMapping;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * The regions that hold a prediction.
 *
 * @param targets what was explained
 * @param rules per target its anchor
 * @param segmentation all regions, at the model's input size
 * @param mapping from the model's input to the photograph
 * @param provenance how it was made
 * @param diagnostics how far it can be trusted
 */
@JsonTypeName("anchor")
public record Anchor(
        List<ExplainedTarget> targets,
        List<AnchorRule> rules,
        Segmentation segmentation,
        PixelMapping mapping,
        Provenance provenance,
        Diagnostics diagnostics)
        implements Explanation {
    private static final double LEAST_SHOWN = 0.0005;

    /** Checks that every target has its rule. */
    public Anchor {
        targets = List.copyOf(targets);
        diagnostics = provenance.complete(diagnostics);
        rules = List.copyOf(rules);
        if (rules.size() != targets.size()) {
            throw new IllegalArgumentException(rules.size() + " anchors for " + targets.size() + " targets");
        }
        int count = segmentation.count();
        if (rules.stream().flatMap(rule -> rule.regions().stream()).anyMatch(id -> id < 0 || id >= count)) {
            throw new IllegalArgumentException("an anchor has a region that is none of 0…" + (count - 1));
        }
    }

    /** Membership: {@code [T, M]}, one where a region belongs to the anchor and zero elsewhere. */
    @Override
    public Tensor values() {
        Tensor values = Tensor.zeros(Shape.of(rules.size(), segmentation.count()));
        for (int t = 0; t < rules.size(); t++) {
            for (int region : rules.get(t).regions()) {
                values.set(t * segmentation.count() + region, 1);
            }
        }
        return values;
    }

    /** Shows the anchor's regions; everything else is greyed out. An empty anchor greys nothing. */
    @Override
    public Rendering render() {
        SegmentRendering rendering = new SegmentRendering(new SegmentAttribution(
                targets, values(), Optional.empty(), segmentation, mapping, provenance, diagnostics));
        rendering = rendering.withNumbers(rules.stream().map(this::numbers).toList());
        boolean empty = rules.stream().allMatch(rule -> rule.regions().isEmpty());
        return empty ? rendering : rendering.supportingOnly();
    }

    private List<String> numbers(AnchorRule rule) {
        List<String> numbers = new ArrayList<>();
        numbers.add(rule.held(segmentation.count()));
        if (rule.isNone()) {
            return numbers;
        }
        String threshold = provenance.options().get("threshold");
        numbers.add(String.format(
                Locale.ROOT,
                "precision %.3f (%.3f to %.3f)%s, coverage %s",
                rule.precision(),
                rule.low(),
                rule.high(),
                threshold == null ? "" : ", wanted " + threshold,
                coverage(rule.coverage())));
        return numbers;
    }

    /** Of the pictures that may be drawn a rule of many regions holds in hardly any. */
    private static String coverage(double share) {
        return share < LEAST_SHOWN ? "below 0.001" : String.format(Locale.ROOT, "%.3f", share);
    }

    @Override
    public String toString() {
        return summary();
    }
}
