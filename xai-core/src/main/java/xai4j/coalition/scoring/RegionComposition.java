package xai4j.coalition.scoring;

import java.nio.FloatBuffer;
import java.util.List;
import xai4j.coalition.mask.MaskBatch;
import xai4j.coalition.mask.RegionRuns;
import xai4j.image.PixelPlanes;

/** Composes coalitions of regions: row {@code i / B} of the masks over background {@code i % B} of B. */
public final class RegionComposition implements Composition {
    private final PixelPlanes planes;
    private final RegionRuns runs;
    private final FloatBuffer image;
    private final List<FloatBuffer> fills;
    private final MaskBatch masks;
    private final int[] spanEnds;

    public RegionComposition(
            PixelPlanes planes, RegionRuns runs, FloatBuffer image, List<FloatBuffer> fills, MaskBatch masks) {
        this.planes = planes;
        this.runs = runs;
        this.image = image;
        this.fills = fills;
        this.masks = masks;
        this.spanEnds = new int[runs.count()];
    }

    @Override
    public void compose(int index, FloatBuffer batch, int offset) {
        int row = index / fills.size();
        FloatBuffer fill = fills.get(index % fills.size());
        int count = runs.spans(masks, row, spanEnds);
        boolean startsPresent = runs.startsPresent(masks, row);
        int step = planes.step();
        int plane = planes.area() * step;
        for (int p = 0; p < planes.planes(); p++) {
            int from = p * plane;
            boolean present = startsPresent;
            for (int span = 0; span < count; span++) {
                int to = p * plane + spanEnds[span] * step;
                batch.put(offset + from, present ? image : fill, from, to - from);
                present = !present;
                from = to;
            }
        }
    }
}
