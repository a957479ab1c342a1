package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would cost too much is refused before it is spent, with the limit and the way to raise it. */
class HostileImagesTest {
    private static final Path PILLOW = Path.of("src/test/resources/pillow");
    private static final ImageBudget BUDGET = ImageBudget.defaults();
    private static final long SMALL_HEAP = 384L << 20;

    @ParameterizedTest
    @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
    void textsOfAPngAreNeverInflated(String type) throws IOException {
        byte[] bomb = JpegSegments.joined(JpegSegments.text("k\0\0"), PngChunks.zeros(100 << 20));
        for (String base : new String[] {"source.png", "palette.png"}) {
            byte[] plain = Files.readAllBytes(PILLOW.resolve(base));
            byte[] png = PngChunks.inserted(plain, PngChunks.chunk(type, bomb));
            assertThat(ImageFile.of(png, "bomb").pixels().capacity())
                    .as("what the decoder is given")
                    .isLessThanOrEqualTo(plain.length);
            assertThat(Rasters.pixels(Images.read(png, "bomb", BUDGET)))
                    .isEqualTo(Rasters.pixels(Images.read(plain, "plain", BUDGET)));
        }
    }

    @Test
    void scansOfAJpegAreCounted() throws IOException {
        byte[] few = progressive(64, 64);
        assertThat(Images.read(JpegSegments.withScans(few, 20), "few", BUDGET).getWidth())
                .isEqualTo(64);
        byte[] many = JpegSegments.withScans(few, 3000);
        assertThatThrownBy(() -> Images.read(many, "many.jpg", BUDGET))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("many.jpg", "scans of 64×64", "limit is 100", "withWork");
        assertThat(Images.read(many, "many.jpg", BUDGET.withWork(5000, 5000L * 64 * 64))
                        .getWidth())
                .isEqualTo(64);
        assertThatThrownBy(() -> Images.read(few, "few", BUDGET.withWork(100, 3 * 64 * 64)))
                .hasMessageContaining("limit is 3 scans");
    }

    @Test
    void memoryIsReckonedBeforeItIsTaken() throws IOException {
        ImageBudget small = BUDGET.withMemoryBytes(SMALL_HEAP);
        byte[] png = PngChunks.grey(10_000, 10_000, 1);
        assertThatThrownBy(() -> Images.read(png, "large.png", small))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("large.png", "10000×10000", "393 MB", "384 MB", "-Xmx");
        byte[] gif = JpegSegments.joined(
                JpegSegments.text("GIF89a\u0010\u0027\u0010\u0027\0\0\0,\0\0\0\0\u0010\u0027\u0010\u0027\0\u0002\0;"));
        assertThatThrownBy(() -> Images.read(gif, "large.gif", small)).hasMessageContainingAll("large.gif", "477 MB");
        byte[] webp =
                JpegSegments.text("RIFF\u0016\0\0\0WEBPVP8L\n\0\0\0/\u00FF\u003F\u00FE\u000F\u0010\0\0\0\0\0\0\0");
        assertThatThrownBy(() -> Images.read(webp, "large.webp", small.withPixels(1L << 40)))
                .hasMessageContainingAll("large.webp", "of memory");
    }

    @Test
    void anExhaustedHeapIsOneLine() throws IOException {
        byte[] png = PngChunks.grey(40_000, 40_000, 1);
        ImageBudget boundless = BUDGET.withPixels(Long.MAX_VALUE).withMemoryBytes(Long.MAX_VALUE);
        assumeTrue(Runtime.getRuntime().maxMemory() < 6L << 30);
        assertThatThrownBy(() -> Images.read(png, "large.png", boundless))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("large.png", "memory", "-Xmx");
    }

    @Test
    void tilesLargerThanTheirPictureAndStripsOfBorrowedBytesAreRefused() {
        assertThatThrownBy(() -> Images.read(
                        tiff(new int[][] {{322, 65_520}, {323, 65_520}, {324, 8}, {325, 100}}),
                        "tile.tif",
                        BUDGET.withMemoryBytes(SMALL_HEAP)))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("tile.tif", "of memory");
        assertThatThrownBy(() ->
                        Images.read(tiff(new int[][] {{273, 8}, {278, 10}, {279, 2_000_000_000}}), "strip.tif", BUDGET))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("strip.tif", "claim 2000000000");
    }

    @Test
    void aLargeFileIsRefusedBeforeItIsRead() {
        Path picture = PILLOW.resolve("source.png");
        assertThatThrownBy(() -> Images.read(picture, BUDGET.withFileBytes(100)))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("source.png", "withFileBytes");
        assertThatThrownBy(() -> BUDGET.withMemoryBytes(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] progressive(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(
                    null,
                    new IIOImage(
                            Images.resized(
                                    Images.read(PILLOW.resolve("source.png")), width, height, Interpolation.NEAREST),
                            null,
                            null),
                    how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A grey picture of 10×10 pixels with more tags. */
    private static byte[] tiff(int[]... more) {
        int[][] tags = {{256, 10}, {257, 10}, {258, 8}, {259, 1}, {262, 1}, {277, 1}};
        ByteBuffer file = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
        file.put(JpegSegments.text("II*\0")).putInt(8).putShort((short) (tags.length + more.length));
        for (int[][] some : new int[][][] {tags, more}) {
            for (int[] tag : some) {
                file.putShort((short) tag[0]).putShort((short) 4).putInt(1).putInt(tag[1]);
            }
        }
        return file.array();
    }
}
