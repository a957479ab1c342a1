package xai4j.model.segmentation;

import java.util.BitSet;
import java.util.Objects;
import xai4j.model.ScoreFunction;

/** The mean score of a class over a region of the maps. */
public final class RegionScore implements ScoreFunction {
    private final SegmentationLayout layout;
    private final int index;
    private final BitSet region;
    private final String label;

    /**
     * A class over a region.
     *
     * @param index position of the class
     * @param region places, row by row
     * @param label a name for people
     * @throws IllegalArgumentException if the region is empty
     */
    public RegionScore(SegmentationLayout layout, int index, BitSet region, String label) {
        if (region.isEmpty()) {
            throw new IllegalArgumentException("the region of " + label + " is empty");
        }
        this.layout = layout;
        this.index = index;
        this.region = (BitSet) region.clone();
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public double value(float[] scores) {
        double sum = 0;
        for (int place = region.nextSetBit(0); place >= 0; place = region.nextSetBit(place + 1)) {
            sum += scores[index * layout.area() + place];
        }
        return sum / region.cardinality();
    }

    @Override
    public void addGradient(float[] scores, float factor, float[] weights) {
        float share = factor / region.cardinality();
        for (int place = region.nextSetBit(0); place >= 0; place = region.nextSetBit(place + 1)) {
            weights[index * layout.area() + place] += share;
        }
    }

    @Override
    public boolean isLinear() {
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RegionScore same
                && index == same.index
                && layout.equals(same.layout)
                && region.equals(same.region);
    }

    @Override
    public int hashCode() {
        return Objects.hash(layout, index, region);
    }
}
