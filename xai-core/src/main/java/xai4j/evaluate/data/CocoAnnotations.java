package xai4j.evaluate.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import xai4j.evaluate.TruthMask;
import xai4j.tensor.XaiException;

/** COCO's {@code instances.json}: polygons, and boxes where an object has none. Pictures are found by the last part of their file name. */
final class CocoAnnotations implements Annotations {
    private final Map<String, Picture> pictures;

    private record Picture(int width, int height, List<Path2D> outlines) {
        TruthMask mask() {
            return TruthMask.of(
                    width, height, (x, y) -> outlines.stream().anyMatch(one -> one.contains(x + 0.5, y + 0.5)));
        }
    }

    private CocoAnnotations(Map<String, Picture> pictures) {
        this.pictures = pictures;
    }

    /**
     * Reads a file.
     *
     * @throws XaiException if it cannot be read or is of another form
     */
    static CocoAnnotations read(Path file) {
        JsonNode root;
        try {
            root = JsonMapper.builder().build().readTree(file.toFile());
        } catch (IOException e) {
            throw new XaiException("cannot read the annotations " + file + ": it is no JSON", e);
        }
        if (!root.path("images").isArray() || !root.path("annotations").isArray()) {
            throw new XaiException(file + " is not of COCO's form: lists called images and annotations are expected");
        }
        Map<Long, Picture> byId = new HashMap<>();
        Map<String, Picture> byName = new HashMap<>();
        for (JsonNode image : root.path("images")) {
            Picture picture = new Picture(
                    image.path("width").asInt(), image.path("height").asInt(), new ArrayList<>());
            byId.put(image.path("id").asLong(-1), picture);
            byName.put(
                    Path.of(image.path("file_name").asText("?")).getFileName().toString(), picture);
        }
        for (JsonNode annotation : root.path("annotations")) {
            Picture picture = byId.get(annotation.path("image_id").asLong(-1));
            if (picture == null) {
                throw new XaiException(file + " annotates the picture " + annotation.path("image_id")
                        + ", which is not among its images");
            }
            picture.outlines().addAll(outlines(annotation));
        }
        return new CocoAnnotations(byName);
    }

    private static List<Path2D> outlines(JsonNode annotation) {
        List<Path2D> outlines = new ArrayList<>();
        if (annotation.path("segmentation").isArray()) {
            annotation.path("segmentation").forEach(polygon -> outlines.add(polygon(polygon)));
        }
        JsonNode box = annotation.path("bbox");
        if (outlines.isEmpty() && box.size() == 4) {
            double left = box.path(0).asDouble();
            double top = box.path(1).asDouble();
            outlines.add(new Path2D.Double(new Rectangle2D.Double(
                    left, top, box.path(2).asDouble(), box.path(3).asDouble())));
        }
        return outlines;
    }

    private static Path2D polygon(JsonNode points) {
        Path2D outline = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        for (int i = 0; i + 1 < points.size(); i += 2) {
            double x = points.path(i).asDouble();
            double y = points.path(i + 1).asDouble();
            if (i == 0) {
                outline.moveTo(x, y);
            } else {
                outline.lineTo(x, y);
            }
        }
        if (points.size() > 1) {
            outline.closePath();
        }
        return outline;
    }

    @Override
    public Optional<Supplier<TruthMask>> of(Path picture) {
        return Optional.ofNullable(pictures.get(picture.getFileName().toString()))
                .filter(found -> !found.outlines().isEmpty())
                .map(found -> found::mask);
    }
}
