package xai4j.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;

/** The kinds of colours of a TIFF file that the decoder gives back without saying what they are. */
final class TiffColors {
    /** CIE Lab, ICC Lab and ITU Lab: the decoder turns them into linear light, which it also claims of YCbCr, wrongly. */
    private static final Set<Integer> LAB = Set.of(8, 9, 10);

    private TiffColors() {}

    /** @throws ImageException if the file is a TIFF in Lab colours */
    static void refuseLab(byte[] file, String name) {
        if (file.length < 4 || !(file[0] == 'I' && file[1] == 'I' || file[0] == 'M' && file[1] == 'M')) {
            return;
        }
        Integer kind;
        try {
            ExifIFD0Directory directory = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file), file.length)
                    .getFirstDirectoryOfType(ExifIFD0Directory.class);
            kind = directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_PHOTOMETRIC_INTERPRETATION);
        } catch (ImageProcessingException | IOException e) {
            // the decoder says what is wrong with the file
            return;
        }
        if (kind != null && LAB.contains(kind)) {
            throw Rasters.foreignColors(name);
        }
    }
}
