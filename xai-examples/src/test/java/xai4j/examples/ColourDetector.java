package xai4j.examples;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.ModelSpec;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;

/**
 * A detector by construction, laid out as YOLOv8's: of 8 × 8 cells it finds those that are red or green, so that what must be found is what was painted.
 */
public final class ColourDetector {
    private static final int COLUMNS = 8;
    private static final int CELL = 8;
    private static final int CELLS = COLUMNS * COLUMNS;
    private static final int FIELDS = 6;

    private ColourDetector() {}

    /** Writes its ONNX file. */
    public static Path write(Path file) {
        int side = COLUMNS * CELL;
        ModelSpec spec = ModelSpec.of("colours", ImageInput.nchw(3, side, side))
                .withLabels(List.of("red thing", "green <i>thing</i>"))
                .withPreprocessing(Preprocessing.unit());
        OnnxWriter writer = OnnxWriter.of(spec, "images", 13);
        int area = CELL * CELL;
        float[] kernel = new float[FIELDS * 3 * area];
        // the mean of red minus that of green, and the other way round: grey is neither
        for (int k = 0; k < 2; k++) {
            int at = (4 + k) * 3 * area;
            Arrays.fill(kernel, at + k * area, at + (k + 1) * area, 1f / area);
            Arrays.fill(kernel, at + (1 - k) * area, at + (2 - k) * area, -1f / area);
        }
        writer.constant("kernel", new long[] {FIELDS, 3, CELL, CELL}, kernel);
        writer.node("Conv", List.of("images", "kernel"), "cells", OnnxAttribute.ints("strides", CELL, CELL));
        writer.node("Relu", List.of("cells"), "seen");
        writer.vector("flat", -1, FIELDS, CELLS);
        writer.node("Reshape", List.of("seen", "flat"), "fields");
        writer.constant("places", new long[] {1, FIELDS, CELLS}, places());
        writer.node("Add", List.of("fields", "places"), "found");
        writer.output("found", "output0");
        writer.write(file);
        return file;
    }

    /** Middle and size of each cell, and nothing for the classes. */
    private static float[] places() {
        float[] places = new float[FIELDS * CELLS];
        for (int i = 0; i < CELLS; i++) {
            places[i] = (i % COLUMNS + 0.5f) * CELL;
            places[CELLS + i] = (i / COLUMNS + 0.5f) * CELL;
            places[2 * CELLS + i] = CELL;
            places[3 * CELLS + i] = CELL;
        }
        return places;
    }

    /** A picture of 512 pixels in which a red and a green thing stand, each in one cell. */
    public static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(0xB8B8B8));
        pen.fillRect(0, 0, 512, 512);
        pen.setColor(new Color(220, 30, 30));
        pen.fillRect(64, 128, 64, 64);
        pen.setColor(new Color(20, 180, 40));
        pen.fillRect(320, 256, 64, 64);
        pen.dispose();
        return picture;
    }
}
