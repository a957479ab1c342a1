package xai4j.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class ExpectedPlaceTest {
    private static final int GROUND = 0x406080;

    /** Columns 3 to 5 of rows 2 to 4: white on their rim, black around it, the ground elsewhere, in a copy. */
    @Test
    void theOutlineIsWhiteInsideAndBlackAround() {
        BufferedImage photograph = new BufferedImage(10, 8, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 80; i++) {
            photograph.setRGB(i % 10, i / 10, GROUND);
        }
        BufferedImage drawn = ExpectedPlace.drawn(photograph, (x, y) -> x >= 3 && x < 6 && y >= 2 && y < 5);
        assertThat(drawn.getRGB(3, 2) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(drawn.getRGB(5, 3) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(drawn.getRGB(4, 3) & 0xFFFFFF).isEqualTo(GROUND);
        assertThat(drawn.getRGB(2, 3) & 0xFFFFFF).isZero();
        assertThat(drawn.getRGB(4, 5) & 0xFFFFFF).isZero();
        assertThat(drawn.getRGB(8, 7) & 0xFFFFFF).isEqualTo(GROUND);
        assertThat(photograph.getRGB(3, 2) & 0xFFFFFF).isEqualTo(GROUND);
    }
}
