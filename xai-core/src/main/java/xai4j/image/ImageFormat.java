package xai4j.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** The kinds of files that images are read from, told apart by their first bytes. */
enum ImageFormat {
    JPEG,
    PNG,
    GIF,
    BMP,
    TIFF,
    WEBP;

    /** The format of a file. */
    static ImageFormat of(byte[] file, String name) {
        Bytes bytes = Bytes.bigEndian(file);
        if (bytes.startsWith(0, "\u00FF\u00D8")) {
            return JPEG;
        }
        if (bytes.startsWith(0, "\u0089PNG\r\n\u001A\n")) {
            return PNG;
        }
        if (bytes.startsWith(0, "GIF8")) {
            return GIF;
        }
        if (bytes.startsWith(0, "BM")) {
            return BMP;
        }
        if (bytes.startsWith(0, "II*\0") || bytes.startsWith(0, "MM\0*")) {
            return TIFF;
        }
        if (bytes.startsWith(0, "RIFF") && bytes.startsWith(8, "WEBP")) {
            return WEBP;
        }
        throw new ImageException(
                "image " + name + " is no image of a known kind (JPEG, PNG, BMP, GIF, TIFF, WebP)" + known(bytes));
    }

    private static String known(Bytes bytes) {
        if (bytes.startsWith(4, "ftypavif")) {
            return "; it is AVIF, so convert it first";
        }
        if (bytes.startsWith(4, "ftyphei") || bytes.startsWith(4, "ftypmif1")) {
            return "; it is HEIC, so convert it first";
        }
        return bytes.startsWith(0, "II+\0") || bytes.startsWith(0, "MM\0+")
                ? "; it is BigTIFF, so convert it first"
                : "";
    }

    /**
     * A decoder. JPEG and WebP have TwelveMonkeys', the others the JDK's; they are asked for by name, so that the plug-ins of an
     * application play no part.
     */
    ImageReader reader() throws IOException {
        return switch (this) {
            case JPEG -> registered(new JPEGImageReaderSpi());
            case WEBP -> registered(new WebPImageReaderSpi());
            default -> builtIn();
        };
    }

    private static ImageReader registered(ImageReaderSpi spi) throws IOException {
        spi.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
        return spi.createReaderInstance();
    }

    private ImageReader builtIn() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name());
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
                return reader;
            }
        }
        throw new ImageException(
                "this Java has no reader for " + this + " images; its module java.desktop is not whole");
    }
}
