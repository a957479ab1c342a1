package xai4j.model.detection;

/**
 * {@link BoxCoding#distances}.
 *
 * @param columns cells per row
 * @param centre where in the cell the point lies
 * @param bins whole numbers of strides that a distance is a mean of
 */
record DistributedDistances(int columns, double stride, double centre, int bins) implements BoxCoding {
    @Override
    public BoundingBox box(float[] raw, RawTable table, int candidate) {
        int row = candidate / columns;
        double x = (candidate % columns + centre) * stride;
        double y = (row + centre) * stride;
        return new BoundingBox(
                x - stride * mean(raw, table, candidate, 0),
                y - stride * mean(raw, table, candidate, 1),
                x + stride * mean(raw, table, candidate, 2),
                y + stride * mean(raw, table, candidate, 3));
    }

    /** Four softmaxes. */
    @Override
    public boolean isCostly() {
        return true;
    }

    private double mean(float[] raw, RawTable table, int candidate, int side) {
        double most = Double.NEGATIVE_INFINITY;
        for (int bin = 0; bin < bins; bin++) {
            most = Math.max(most, raw[table.at(candidate, side * bins + bin)]);
        }
        double sum = 0;
        double weighted = 0;
        for (int bin = 0; bin < bins; bin++) {
            double weight = Math.exp(raw[table.at(candidate, side * bins + bin)] - most);
            sum += weight;
            weighted += bin * weight;
        }
        return weighted / sum;
    }
}
