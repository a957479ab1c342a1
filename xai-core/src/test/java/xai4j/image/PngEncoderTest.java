package xai4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.numeric.CounterRandom;

class PngEncoderTest {
    /** A picture whose upper rows are flat, whose middle is a slope, and whose lower rows are noise. */
    private static BufferedImage picture(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            CounterRandom random = new CounterRandom(3, y);
            for (int x = 0; x < width; x++) {
                int rgb =
                        y < height / 3 ? 0x3060FF : y < 2 * height / 3 ? 0x010203 * (x % 80) : random.below(1 << 24, x);
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,7", "13,1", "37,29", "641,307"})
    void whatIsWrittenIsReadAlikeByAnotherReader(int width, int height) throws IOException {
        BufferedImage picture = picture(width, height);

        BufferedImage read = ImageIO.read(new ByteArrayInputStream(PngEncoder.encode(picture)));

        assertThat(read.getWidth()).isEqualTo(width);
        assertThat(read.getHeight()).isEqualTo(height);
        assertThat(read.getRGB(0, 0, width, height, null, 0, width))
                .isEqualTo(picture.getRGB(0, 0, width, height, null, 0, width));
    }

    @Test
    void flatPicturesBecomeSmall() {
        assertThat(PngEncoder.encode(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB)))
                .hasSizeLessThan(2000);
    }
}
