package xai4j.baseline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import xai4j.data.ImageFolder;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.io.Npy;
import xai4j.model.ModelSpec;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

/** Reads baselines: an array, a photograph, or a folder with photographs in it and below, which are prepared like the image in question. */
final class BaselineFiles {
    private static final Set<String> PHOTOGRAPHS = Set.of("jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "webp");

    private BaselineFiles() {}

    /** Whether a name can only mean a file. */
    static boolean looksLikeFile(String text) {
        if (text.isBlank()) {
            return false;
        }
        String ending = ending(text);
        return ending.equals("npy") || PHOTOGRAPHS.contains(ending) || Files.isDirectory(Path.of(text));
    }

    /** The images of a path, as they lie in the file or one after another: {@code [B, …]} or {@code […]}. */
    static List<Tensor> read(Path path, PreparedImage like) {
        if (ending(path.toString()).equals("npy")) {
            return List.of(Npy.readFinite(path));
        }
        if (!Files.isDirectory(path)) {
            return List.of(prepare(path, like));
        }
        List<Path> photographs = ImageFolder.files(path);
        if (photographs.isEmpty()) {
            throw new XaiException("folder " + path + " holds no photographs (" + String.join(", ", PHOTOGRAPHS) + ")");
        }
        return photographs.stream().map(file -> prepare(file, like)).toList();
    }

    private static Tensor prepare(Path file, PreparedImage like) {
        ModelSpec spec = ModelSpec.of("baseline", like.input()).withPreprocessing(like.preprocessing());
        return spec.prepare(Images.read(file)).tensor();
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
