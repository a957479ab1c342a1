package xai4j.examples.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import xai4j.data.LabelledImages;
import xai4j.io.Sha256;

/**
 * What a network learnt from, or was tested on.
 *
 * @param pictures how many
 * @param classes pictures per class
 * @param sha256 over names, classes and pixels of all, in order: another picture, another hash
 */
public record DataSummary(
        @JsonProperty("pictures") int pictures,
        @JsonProperty("classes") Map<String, Integer> classes,
        @JsonProperty("sha256") String sha256) {
    /** Copies the map, keeping its order. */
    public DataSummary {
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    }

    /** Reads all pictures once. */
    public static DataSummary of(LabelledImages images) {
        Map<String, Integer> classes = new LinkedHashMap<>();
        images.labels().forEach(label -> classes.put(label, 0));
        String hash = Sha256.of(digest -> {
            for (int i = 0; i < images.size(); i++) {
                String label = images.labels().get(images.label(i));
                classes.merge(label, 1, Integer::sum);
                digest.update((images.name(i) + "\n" + label + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(pixels(images.image(i)));
            }
        });
        return new DataSummary(images.size(), classes, hash);
    }

    private static ByteBuffer pixels(BufferedImage image) {
        int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (rgb.length + 2));
        bytes.putInt(image.getWidth()).putInt(image.getHeight());
        bytes.asIntBuffer().put(rgb);
        return bytes.position(0).limit(bytes.capacity());
    }
}
