package xai4j.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import xai4j.explain.SaliencyMap;
import xai4j.image.PixelMapping;
import xai4j.segment.Segmentation;
import xai4j.tensor.Tensor;

/**
 * Where an explanation's cells lie on the photograph, for the script that colours them.
 *
 * @param left of the cells' area, as a share of the photograph's width; may be negative or outside
 * @param top likewise
 * @param width likewise
 * @param height likewise
 * @param columns of cells
 * @param rows of cells
 * @param regions ids of the cells' regions row by row, as pairs of a count and an id; absent where each cell has a value
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AnswerGrid(
        double left,
        double top,
        double width,
        double height,
        int columns,
        int rows,
        @Nullable List<Integer> regions) {
    private static final int LARGEST_STEP = 32_767;

    /** The cells of a map, after so many of each axis were put together. */
    static AnswerGrid of(SaliencyMap map, int step, BufferedImage photograph) {
        Tensor plane = map.plane(0);
        return of(
                map.mapping(),
                map.inputWidth(),
                map.inputHeight(),
                cells(plane.shape().dim(1), step),
                cells(plane.shape().dim(0), step),
                null,
                photograph);
    }

    /** The pixels of a segmentation. */
    static AnswerGrid of(Segmentation regions, PixelMapping mapping, BufferedImage photograph) {
        return of(
                mapping,
                regions.width(),
                regions.height(),
                regions.width(),
                regions.height(),
                runs(regions.ids()),
                photograph);
    }

    private static AnswerGrid of(
            PixelMapping mapping,
            int inputWidth,
            int inputHeight,
            int columns,
            int rows,
            @Nullable List<Integer> regions,
            BufferedImage photograph) {
        double across = photograph.getWidth();
        double down = photograph.getHeight();
        return new AnswerGrid(
                mapping.photoX(0) / across,
                mapping.photoY(0) / down,
                (mapping.photoX(inputWidth) - mapping.photoX(0)) / across,
                (mapping.photoY(inputHeight) - mapping.photoY(0)) / down,
                columns,
                rows,
                regions);
    }

    private static int cells(int size, int step) {
        return (size + step - 1) / step;
    }

    private static List<Integer> runs(int... ids) {
        List<Integer> runs = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= ids.length; i++) {
            if (i == ids.length || ids[i] != ids[start]) {
                runs.add(i - start);
                runs.add(ids[start]);
                start = i;
            }
        }
        return runs;
    }

    /** The means of {@code step × step} cells of a plane. */
    static float[] pooled(Tensor plane, int step) {
        int width = plane.shape().dim(1);
        int height = plane.shape().dim(0);
        int across = cells(width, step);
        float[] means = new float[across * cells(height, step)];
        for (int i = 0; i < means.length; i++) {
            int row = i / across * step;
            int column = i % across * step;
            double sum = 0;
            int count = 0;
            for (int y = row; y < Math.min(height, row + step); y++) {
                for (int x = column; x < Math.min(width, column + step); x++) {
                    sum += plane.get(y, x);
                    count++;
                }
            }
            means[i] = (float) (sum / count);
        }
        return means;
    }

    /** Values in steps of 1/32767 of the largest magnitude, two bytes each with the lower first, in Base64. */
    static String steps(float[] values, double largest) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort((short) Math.rint(value / largest * LARGEST_STEP));
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** The largest magnitude, or 1 where all are zero. */
    static double largest(float... values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest > 0 ? largest : 1;
    }

    /** A number for people, four digits. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
