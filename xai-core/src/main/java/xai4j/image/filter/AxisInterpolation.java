package xai4j.image.filter;

/**
 * Between which cells of an axis positions lie: linear between the cells' centres, and beyond the outermost centres their values hold.
 * Reckoned once per axis, whatever is interpolated along it.
 */
public final class AxisInterpolation {
    private final int[] first;
    private final int[] second;
    private final double[] part;

    private AxisInterpolation(int size) {
        first = new int[size];
        second = new int[size];
        part = new double[size];
    }

    /**
     * Positions in cells from the start of the axis, so that the first cell's centre lies at 0.5.
     *
     * @param cells on the axis, at least one
     */
    public static AxisInterpolation at(double[] positions, int cells) {
        AxisInterpolation axis = new AxisInterpolation(positions.length);
        for (int i = 0; i < positions.length; i++) {
            axis.put(i, positions[i] - 0.5, cells);
        }
        return axis;
    }

    /** Each position is a cell of its own: no interpolation. */
    public static AxisInterpolation nearest(double[] positions, int cells) {
        AxisInterpolation axis = new AxisInterpolation(positions.length);
        for (int i = 0; i < positions.length; i++) {
            axis.put(i, Math.floor(positions[i]), cells);
        }
        return axis;
    }

    /** An axis resized with half-pixel centres, as {@code align_corners=False}. */
    static AxisInterpolation halfPixel(int cells, int size) {
        AxisInterpolation axis = new AxisInterpolation(size);
        for (int i = 0; i < size; i++) {
            axis.put(i, (i + 0.5) * cells / size - 0.5, cells);
        }
        return axis;
    }

    /** An axis resized so that the outermost centres coincide, as {@code align_corners=True}. */
    static AxisInterpolation alignCorners(int cells, int size) {
        AxisInterpolation axis = new AxisInterpolation(size);
        for (int i = 0; i < size; i++) {
            axis.put(i, size == 1 ? 0 : (double) i * (cells - 1) / (size - 1), cells);
        }
        return axis;
    }

    private void put(int i, double centre, int cells) {
        double place = Math.max(0, Math.min(cells - 1.0, centre));
        first[i] = (int) place;
        second[i] = Math.min(first[i] + 1, cells - 1);
        part[i] = place - first[i];
    }

    /** Number of positions. */
    public int size() {
        return part.length;
    }

    /** The cell at or before position {@code i}. */
    public int first(int i) {
        return first[i];
    }

    /** The cell after position {@code i}; the same at the end. */
    public int second(int i) {
        return second[i];
    }

    /** The value at position {@code i} between those of its two cells. */
    public double between(int i, double before, double after) {
        return before * (1 - part[i]) + after * part[i];
    }
}
