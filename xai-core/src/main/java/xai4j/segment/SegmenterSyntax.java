package xai4j.segment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import xai4j.io.Npy;

/** Segmenters in words: {@code name:first,option=value,…}. */
final class SegmenterSyntax {
    private static final String FORMS =
            "slic:60, slic:60,compactness=10, slico:60, grid:8x6, quickshift, quickshift:4,max-distance=200,ratio=0.2,"
                    + " felzenszwalb:100,min-size=50, watershed:50 or file:SEG.npy";

    private final String text;
    private final Map<String, String> settings = new HashMap<>();

    private SegmenterSyntax(String text) {
        this.text = text;
    }

    static Segmenter parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        if (name.equals("file") && !rest.isBlank()) {
            return file(Path.of(rest));
        }
        SegmenterSyntax syntax = new SegmenterSyntax(text);
        Arrays.stream(rest.split(",")).filter(part -> !part.isBlank()).forEach(syntax::add);
        Segmenter segmenter = syntax.segmenter(name);
        if (!syntax.settings.isEmpty()) {
            throw syntax.complaint();
        }
        return segmenter;
    }

    private Segmenter segmenter(String name) {
        return switch (name) {
            case "slic" -> Segmenter.slic((int) number("", 60), number("compactness", 10));
            case "slico" -> Segmenter.slico((int) number("", 60));
            case "grid" -> grid();
            case "quickshift" -> Segmenter.quickshift(number("", 4), number("max-distance", 200), number("ratio", 0.2));
            case "felzenszwalb" -> Segmenter.felzenszwalb(number("", 100), (int) number("min-size", 50));
            case "watershed" -> Segmenter.watershed((int) number("", 50));
            default -> throw complaint();
        };
    }

    private void add(String part) {
        int equals = part.indexOf('=');
        settings.put(
                equals < 0 ? "" : part.substring(0, equals).strip(),
                part.substring(equals + 1).strip());
    }

    private double number(String key, double byDefault) {
        String value = settings.remove(key);
        try {
            return value == null ? byDefault : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw complaint();
        }
    }

    private Segmenter grid() {
        String size = settings.remove("");
        String sides = size == null ? "8x8" : size;
        int cross = sides.indexOf('x');
        try {
            return Segmenter.grid(
                    Integer.parseInt(sides, 0, Math.max(cross, 0), 10),
                    Integer.parseInt(sides, cross + 1, sides.length(), 10));
        } catch (NumberFormatException e) {
            throw complaint();
        }
    }

    private IllegalArgumentException complaint() {
        return new IllegalArgumentException("\"" + text + "\" is no segmenter; known: " + FORMS);
    }

    private static Segmenter file(Path path) {
        Npy.Integers map = Npy.readInt(path);
        if (map.shape().rank() != 2) {
            throw new IllegalArgumentException(
                    "segments " + path + " have shape " + map.shape() + "; [H, W] is expected");
        }
        Segmentation segmentation =
                Segmentation.of(map.shape().dim(1), map.shape().dim(0), map.values());
        return new Fixed(segmentation, "file:" + path);
    }
}
