package xai4j.evaluate.audit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import xai4j.evaluate.TruthMask;
import xai4j.evaluate.data.Annotations;
import xai4j.image.ImageException;
import xai4j.image.ObjectMask;
import xai4j.tensor.XaiException;

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

    /** From where it is known, as text; an audit that was interrupted goes on only with the same. */
    default String source() {
        return "";
    }

    /** Masks in a folder, under the pictures' own names; where the ending is another, {@code .png}. */
    static ObjectMasks in(Path folder) {
        return new KnownMasks(folder.toString(), name -> {
            Path same = folder.resolve(name);
            int dot = name.lastIndexOf('.');
            Path png = folder.resolve((dot < 0 ? name : name.substring(0, dot)) + ".png");
            return ObjectMask.read(Files.exists(same) ? same : png);
        });
    }

    /**
     * Boxes, outlines or masks as annotation tools write them: COCO's JSON, Pascal VOC's XML, a folder of PNG masks, or {@code birds.csv}.
     *
     * @param annotations the file or folder
     * @param pictures folder in which the data set's names lie
     * @throws xai4j.tensor.XaiException if it is none of them
     */
    static ObjectMasks annotated(Path annotations, Path pictures) {
        Annotations read = Annotations.read(annotations);
        return new KnownMasks(annotations.toString(), name -> {
            try {
                return read.of(pictures.resolve(name)).map(mask -> mask(mask.get()));
            } catch (ImageException e) {
                throw e;
            } catch (XaiException e) {
                throw new ImageException(String.valueOf(e.getMessage()), e);
            }
        });
    }

    private static ObjectMask mask(TruthMask truth) {
        BitSet object = new BitSet();
        for (int i = 0; i < truth.width() * truth.height(); i++) {
            object.set(i, truth.holds(i));
        }
        return ObjectMask.of(truth.width(), truth.height(), object);
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
