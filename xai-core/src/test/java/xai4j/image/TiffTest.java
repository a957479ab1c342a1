package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** TIFF knows more kinds of pixels than a photograph has. */
class TiffTest {
    private static final int CMYK = 5;
    private static final int LAB = 8;
    private static final int YCBCR = 6;
    private static final int GREY = 1;

    /** A picture of one row, without compression. */
    private static byte[] tiff(int photometric, int samples, int bits, int format, byte... row) {
        int width = row.length / (samples * bits / 8);
        int[][] tags = {
            {256, 4, 1, width},
            {257, 4, 1, 1},
            {258, 3, samples, samples == 1 ? bits : 256},
            {259, 3, 1, 1},
            {262, 3, 1, photometric},
            {273, 4, 1, 300},
            {277, 3, 1, samples},
            {278, 4, 1, 1},
            {279, 4, 1, row.length},
            {339, 3, samples, samples == 1 ? format : 280},
            {530, 3, 2, 1 << 16 | 1},
        };
        ByteBuffer file = ByteBuffer.allocate(300 + row.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) tags.length);
        for (int[] tag : tags) {
            file.putShort((short) tag[0])
                    .putShort((short) tag[1])
                    .putInt(tag[2])
                    .putInt(tag[3]);
        }
        file.putInt(0);
        for (int i = 0; i < samples; i++) {
            file.putShort(256 + 2 * i, (short) bits).putShort(280 + 2 * i, (short) format);
        }
        return file.position(300).put(row).array();
    }

    @Test
    void inksAreTurnedIntoLightAsPillowDoes() {
        byte[] file = tiff(
                CMYK, 4, 8, 1, (byte) 160, (byte) 125, (byte) 61, (byte) 0, (byte) 10, (byte) 200, (byte) 255, (byte)
                        90);
        var image = Images.read(file, "inks.tif", ImageBudget.defaults());
        assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(95 << 16 | 130 << 8 | 194);
        assertThat(image.getRGB(1, 0) & 0xFFFFFF).isEqualTo(159 << 16 | 36 << 8);
    }

    @Test
    void whatIsNoPhotographIsRefusedByName() {
        byte[] half = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.5f)
                .array();
        assertThatThrownBy(() -> Images.read(tiff(GREY, 1, 32, 3, half), "float.tif", ImageBudget.defaults()))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("float.tif", "convert it first");
        BufferedImage lab = new BufferedImage(
                new ComponentColorModel(new Lab(), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE),
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 1, 1, 3, null),
                false,
                null);
        assertThatThrownBy(() -> Rasters.requireKnown(lab, "lab.tif"))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("lab.tif", "RGB");
    }

    @Test
    void labWithoutAProfileIsRefusedToo() {
        byte[] file = tiff(LAB, 3, 8, 1, (byte) 137, (byte) 1, (byte) 218);
        assertThatThrownBy(() -> Images.read(file, "lab.tif", ImageBudget.defaults()))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll("lab.tif", "RGB");
    }

    @Test
    void yCbCrIsConverted() {
        byte[] file = tiff(YCBCR, 3, 8, 1, (byte) 126, (byte) 165, (byte) 105);
        int rgb = Images.read(file, "ycc.tif", ImageBudget.defaults()).getRGB(0, 0);
        assertThat(rgb >> 16 & 0xFF).isCloseTo(94, within(1));
        assertThat(rgb >> 8 & 0xFF).isCloseTo(130, within(1));
        assertThat(rgb & 0xFF).isCloseTo(192, within(1));
    }

    /** As of a file with a Lab profile. */
    private static final class Lab extends ColorSpace {
        private static final long serialVersionUID = 1L;

        Lab() {
            super(TYPE_Lab, 3);
        }

        @Override
        public float[] toRGB(float[] lab) {
            return lab;
        }

        @Override
        public float[] fromRGB(float[] rgb) {
            return rgb;
        }

        @Override
        public float[] toCIEXYZ(float[] lab) {
            return lab;
        }

        @Override
        public float[] fromCIEXYZ(float[] xyz) {
            return xyz;
        }
    }
}
