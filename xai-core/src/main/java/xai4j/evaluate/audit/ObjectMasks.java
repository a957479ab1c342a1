package xai4j.evaluate.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import xai4j.image.ObjectMask;

/** Where the object is on the pictures of a data set, as far as that is known. */
@FunctionalInterface
public interface ObjectMasks {
    /** Nothing is known. */
    ObjectMasks NONE = name -> Optional.empty();

    /**
     * The mask of a picture.
     *
     * @param name of the picture in its data set
     * @throws xai4j.image.ImageException if it cannot be read
     */
    Optional<ObjectMask> of(String name);

    /** Masks in a folder, under the pictures' own names; where the ending is another, {@code .png}. */
    static ObjectMasks in(Path folder) {
        return name -> {
            Path same = folder.resolve(name);
            int dot = name.lastIndexOf('.');
            Path png = folder.resolve((dot < 0 ? name : name.substring(0, dot)) + ".png");
            return ObjectMask.read(Files.exists(same) ? same : png);
        };
    }

    /**
     * The folder of masks that belongs to a folder of pictures: {@code masks} in it, or {@code masks/NAME} beside a folder NAME; empty where there is
     * neither.
     */
    static Optional<Path> beside(Path pictures) {
        Path whole = pictures.toAbsolutePath().normalize();
        Path beside = whole.resolveSibling("masks").resolve(String.valueOf(whole.getFileName()));
        return Files.isDirectory(beside)
                        && !whole.toString().toLowerCase(Locale.ROOT).endsWith("masks")
                ? Optional.of(beside)
                : Optional.empty();
    }
}
