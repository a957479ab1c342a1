package xai4j.image;

import java.nio.ByteBuffer;

/**
 * An image file whose structure has been walked, with nothing decoded yet.
 *
 * @param pixels the same image with nothing but what its pixels are made from: profiles, texts, thumbnails and further pictures, which a
 *     decoder would read and stumble over, are left out
 * @param cost what decoding takes
 * @param orientation EXIF's tag, 1…8
 */
record ImageFile(ImageFormat format, ByteBuffer pixels, ImageCost cost, int orientation) {
    /**
     * Walks a file.
     *
     * @throws ImageException if it is of no known kind, or of a kind within its format that cannot be read
     * @throws RuntimeException if it is damaged
     */
    static ImageFile of(byte[] file, String name) {
        return switch (ImageFormat.of(file, name)) {
            case JPEG -> JpegFile.walk(file, name);
            case PNG -> PngFile.walk(file);
            case GIF -> GifFile.walk(file);
            case BMP -> BmpFile.walk(file, name);
            case TIFF -> TiffFile.walk(file, name);
            case WEBP -> WebpFile.walk(file);
        };
    }
}
