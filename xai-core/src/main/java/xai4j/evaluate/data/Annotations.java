package xai4j.evaluate.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import xai4j.evaluate.TruthMask;
import xai4j.tensor.XaiException;

/** Where the objects of pictures are, in one of the forms in which annotation tools write it. */
@FunctionalInterface
public interface Annotations {
    /**
     * The object of a picture.
     *
     * @param picture the picture's file
     * @return reads its mask in the picture's pixels; empty if nothing is known of the picture
     */
    Optional<Supplier<TruthMask>> of(Path picture);

    /**
     * Reads COCO's JSON (boxes and polygons), Pascal VOC's XML (a folder of them), a folder of PNG masks, or the {@code birds.csv} of the bird world.
     *
     * @throws XaiException if it is none of them; the message says what is expected
     */
    static Annotations read(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (!Files.exists(path)) {
            throw new XaiException("there are no annotations at " + path);
        }
        if (Files.isDirectory(path)) {
            return new AnnotationFolder(path);
        }
        if (name.endsWith(".json")) {
            return CocoAnnotations.read(path);
        }
        if (name.endsWith(".csv")) {
            return MaskTable.read(path);
        }
        throw new XaiException(
                path + " is no annotation file; COCO's .json, a folder of Pascal VOC's .xml or of PNG masks"
                        + " named as the pictures, or birds.csv are expected");
    }
}
