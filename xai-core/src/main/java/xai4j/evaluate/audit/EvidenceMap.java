package xai4j.evaluate.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import xai4j.evaluate.PixelAttribution;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.ObjectMask;
import xai4j.image.PixelMapping;
import xai4j.tensor.XaiException;

/**
 * What speaks for a class on one picture, on a grid of {@value #SIDE}×{@value #SIDE} cells over the photograph, so that pictures of all sizes can be
 * compared. Negative evidence is left out; the cells sum to one, or are all zero where nothing speaks for it.
 */
public final class EvidenceMap {
    /** Cells along each axis. */
    public static final int SIDE = 16;

    private static final int FINE = 4;
    private static final int POINTS = SIDE * FINE;
    private static final double BORDER = 1 / 8.0;
    private static final double CORNER = 3 / 16.0;
    private static final double BIG = 1.5;

    private final float[] cells;

    private EvidenceMap(float[] cells) {
        this.cells = cells;
    }

    /** Shares of the evidence, each 0…1. */
    record Shares(double onObject, double onBorder, double inCorners) {
        static Shares of(double[] points, @Nullable ObjectMask mask) {
            double total = 0;
            double object = 0;
            double border = 0;
            double corners = 0;
            for (int i = 0; i < points.length; i++) {
                double x = centre(i % POINTS);
                int row = i / POINTS;
                double y = centre(row);
                total += points[i];
                object += mask != null && mask.at(x, y) ? points[i] : 0;
                border += nearEdge(x, BORDER) || nearEdge(y, BORDER) ? points[i] : 0;
                corners += nearEdge(x, CORNER) && nearEdge(y, CORNER) ? points[i] : 0;
            }
            return total == 0
                    ? new Shares(Double.NaN, Double.NaN, Double.NaN)
                    : new Shares(mask == null ? Double.NaN : object / total, border / total, corners / total);
        }
    }

    /** The share of the picture's area that counts as border. */
    static double borderArea() {
        return 1 - Math.pow(1 - 2 * BORDER, 2);
    }

    /** The share of the picture's area that counts as corners. */
    static double cornerArea() {
        return 4 * CORNER * CORNER;
    }

    private static double centre(int point) {
        return (point + 0.5) / POINTS;
    }

    private static boolean nearEdge(double at, double margin) {
        return at < margin || at > 1 - margin;
    }

    /**
     * The positive evidence of an explanation's first target at {@value #POINTS}×{@value #POINTS} points of the photograph, row by row.
     *
     * @throws XaiException if the explanation gives no numbers to places
     */
    static double[] points(Explanation explanation, int width, int height) {
        double across = (double) POINTS / width;
        double down = (double) POINTS / height;
        double[] points = PixelAttribution.of(resized(explanation, across, down), 0, POINTS, POINTS);
        for (int i = 0; i < points.length; i++) {
            points[i] = Math.max(0, points[i]);
        }
        return points;
    }

    /** The same explanation of a photograph that was made larger or smaller. */
    private static Explanation resized(Explanation explanation, double across, double down) {
        if (explanation instanceof SaliencyMap map) {
            return new SaliencyMap(
                    map.targets(),
                    map.values(),
                    map.inputHeight(),
                    map.inputWidth(),
                    resized(map.mapping(), across, down),
                    map.provenance(),
                    map.diagnostics());
        }
        if (explanation instanceof SegmentAttribution why) {
            return new SegmentAttribution(
                    why.targets(),
                    why.values(),
                    Optional.empty(),
                    why.segmentation(),
                    resized(why.mapping(), across, down),
                    why.provenance(),
                    why.diagnostics());
        }
        throw new XaiException(explanation.provenance().method()
                + " gives no numbers to places of the picture; an audit needs a method that does, such as grad-cam");
    }

    private static PixelMapping resized(PixelMapping mapping, double across, double down) {
        return new PixelMapping(
                mapping.offsetX() * across,
                mapping.scaleX() * across,
                mapping.offsetY() * down,
                mapping.scaleY() * down);
    }

    static EvidenceMap of(double[] points) {
        float[] cells = new float[SIDE * SIDE];
        for (int i = 0; i < points.length; i++) {
            int row = i / POINTS / FINE;
            cells[row * SIDE + i % POINTS / FINE] += (float) points[i];
        }
        return normalised(cells);
    }

    /** The positive part of a map {@code [height, width]} that lies over the whole photograph, each point taking the cell that it is in. */
    static EvidenceMap of(float[] map, int height, int width) {
        if (map.length != height * width) {
            throw new IllegalArgumentException(map.length + " numbers are no map [" + height + ", " + width + "]");
        }
        double[] points = new double[POINTS * POINTS];
        for (int i = 0; i < points.length; i++) {
            int column = (int) (centre(i % POINTS) * width);
            int line = i / POINTS;
            int row = (int) (centre(line) * height);
            points[i] = Math.max(0, map[row * width + column]);
        }
        return of(points);
    }

    /** The evidence around the object: its box, one and a half times as large, is laid on the grid; empty where there is no object. */
    static Optional<EvidenceMap> registered(double[] points, ObjectMask mask) {
        return mask.box().map(box -> {
            double width = (box[2] - box[0]) * BIG;
            double height = (box[3] - box[1]) * BIG;
            double left = (box[0] + box[2] - width) / 2;
            double top = (box[1] + box[3] - height) / 2;
            float[] cells = new float[SIDE * SIDE];
            for (int i = 0; i < cells.length; i++) {
                int row = i / SIDE;
                int x = (int) Math.floor((left + (i % SIDE + 0.5) / SIDE * width) * POINTS);
                int y = (int) Math.floor((top + (row + 0.5) / SIDE * height) * POINTS);
                cells[i] = x < 0 || y < 0 || x >= POINTS || y >= POINTS ? 0 : (float) points[y * POINTS + x];
            }
            return normalised(cells);
        });
    }

    private static EvidenceMap normalised(float... cells) {
        double sum = 0;
        for (float cell : cells) {
            sum += cell;
        }
        if (sum > 0) {
            for (int i = 0; i < cells.length; i++) {
                cells[i] = (float) (cells[i] / sum);
            }
        }
        return new EvidenceMap(cells);
    }

    /** The mean of maps, which must not be none. */
    static EvidenceMap mean(List<EvidenceMap> maps) {
        double[] sum = new double[SIDE * SIDE];
        for (EvidenceMap map : maps) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += map.cells[i];
            }
        }
        float[] cells = new float[sum.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (float) (sum[i] / maps.size());
        }
        return new EvidenceMap(cells);
    }

    /** The cells row by row, as a fresh array. */
    public float[] cells() {
        return cells.clone();
    }

    float cell(int i) {
        return cells[i];
    }

    boolean isEmpty() {
        for (float cell : cells) {
            if (cell > 0) {
                return false;
            }
        }
        return true;
    }

    /** The cosine of the angle between two maps, 0…1; 0 if one is empty. */
    double likeness(EvidenceMap other) {
        double product = 0;
        double own = 0;
        double its = 0;
        for (int i = 0; i < cells.length; i++) {
            product += cells[i] * other.cells[i];
            own += cells[i] * cells[i];
            its += other.cells[i] * other.cells[i];
        }
        return own == 0 || its == 0 ? 0 : product / Math.sqrt(own * its);
    }

    /** The cells that hold this share of the evidence, the strongest first taken, as a mask. */
    ObjectMask strongest(double share) {
        Integer[] order = new Integer[cells.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(cells[b], cells[a]));
        BitSet object = new BitSet();
        double held = 0;
        for (int i = 0; i < order.length && held < share && cells[order[i]] > 0; i++) {
            object.set(order[i]);
            held += cells[order[i]];
        }
        return ObjectMask.of(SIDE, SIDE, object);
    }

    /** The cells' bits as text. */
    String text() {
        ByteBuffer bytes = ByteBuffer.allocate(cells.length * Float.BYTES);
        bytes.asFloatBuffer().put(cells);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /**
     * The map of a text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static EvidenceMap parse(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        float[] cells = new float[SIDE * SIDE];
        if (bytes.length != cells.length * Float.BYTES) {
            throw new IllegalArgumentException(bytes.length + " bytes are no evidence map");
        }
        ByteBuffer.wrap(bytes).asFloatBuffer().get(cells);
        return new EvidenceMap(cells);
    }
}
