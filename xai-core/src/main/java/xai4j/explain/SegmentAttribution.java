package xai4j.explain;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.image.PixelMapping;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * One number per region of the image.
 *
 * @param targets what was explained
 * @param values {@code [T, M]}
 * @param standardErrors {@code [T, M]}, when the method knows them
 * @param segmentation the regions, at the model's input size
 * @param mapping from the model's input to the photograph
 * @param provenance how it was made
 * @param diagnostics how far it can be trusted
 */
@JsonTypeName("segment-attribution")
public record SegmentAttribution(
        List<ExplainedTarget> targets,
        Tensor values,
        Optional<Tensor> standardErrors,
        Segmentation segmentation,
        PixelMapping mapping,
        Provenance provenance,
        Diagnostics diagnostics)
        implements Explanation {
    /** Checks the shape; the tensors become read-only. */
    public SegmentAttribution {
        targets = List.copyOf(targets);
        diagnostics = provenance.complete(diagnostics);
        values = values.asReadOnly();
        standardErrors = standardErrors.map(Tensor::asReadOnly);
        if (values.shape().rank() != 2
                || values.shape().dim(0) != targets.size()
                || values.shape().dim(1) != segmentation.count()) {
            throw new IllegalArgumentException("values " + values.shape() + " do not fit " + targets.size()
                    + " targets and " + segmentation.count() + " regions");
        }
    }

    /** A region and what it was worth. */
    public record RegionScore(int region, double value) {}

    /**
     * The regions that spoke loudest for the first target, the loudest first; fewer when fewer spoke for it at all. {@link #top(int, int)}
     * tells of the others.
     */
    public List<RegionScore> top(int count) {
        return top(0, count);
    }

    /**
     * The regions that spoke loudest for a target, the loudest first; fewer when fewer spoke for it at all.
     *
     * @param target position of the target in {@link #targets()}
     * @throws IllegalArgumentException if there is no such target
     */
    public List<RegionScore> top(int target, int count) {
        if (target < 0 || target >= targets.size()) {
            throw new IllegalArgumentException("target " + target + " is not one of the " + targets.size()
                    + " that were explained; they are counted from 0");
        }
        return IntStream.range(0, segmentation.count())
                .mapToObj(region -> new RegionScore(region, values.get(target, region)))
                .filter(region -> region.value() > 0)
                .sorted(Comparator.comparingDouble(RegionScore::value).reversed())
                .limit(count)
                .toList();
    }

    /** The same as a map over the model's input: what a region is worth is shared out evenly among its pixels, so that sums stay the same. */
    public SaliencyMap toSaliencyMap() {
        int[] ids = segmentation.ids();
        int[] areas = segmentation.areas();
        Tensor map = Tensor.zeros(Shape.of(targets.size(), segmentation.height(), segmentation.width()));
        for (int target = 0; target < targets.size(); target++) {
            for (int pixel = 0; pixel < ids.length; pixel++) {
                map.set(target * ids.length + pixel, values.get(target, ids[pixel]) / areas[ids[pixel]]);
            }
        }
        return new SaliencyMap(
                targets, map, segmentation.height(), segmentation.width(), mapping, provenance, diagnostics);
    }

    @Override
    public boolean sameResultAs(Explanation other) {
        return Explanation.super.sameResultAs(other)
                && other instanceof SegmentAttribution regions
                && segmentation.equals(regions.segmentation);
    }

    @Override
    public Rendering render() {
        return new SegmentRendering(this);
    }

    @Override
    public String toString() {
        return summary();
    }
}
