package xai4j.djl.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final int SIDE = 8;
    private final byte[] picture = new byte[3 * SIDE * SIDE];

    AugmentationTest() {
        new Random(1).nextBytes(picture);
    }

    @Test
    void noneLeavesEverythingAsItIs() {
        float[] same = Augmentation.NONE.changed(picture, SIDE, new SplittableRandom(1));
        for (int i = 0; i < picture.length; i++) {
            assertThat(same[i]).isEqualTo(picture[i] & 0xFF);
        }
    }

    @Test
    void mirroringAloneTurnsRowsRound() {
        Augmentation mirror = new Augmentation(true, 0, 0, 0);
        boolean[] seen = new boolean[2];
        for (long seed = 0; seed < 20; seed++) {
            float[] changed = mirror.changed(picture, SIDE, new SplittableRandom(seed));
            boolean flipped = changed[0] != (picture[0] & 0xFF);
            seen[flipped ? 1 : 0] = true;
            for (int i = 0; i < picture.length; i++) {
                int from = flipped ? i - i % SIDE + SIDE - 1 - i % SIDE : i;
                assertThat(changed[i]).isEqualTo(picture[from] & 0xFF);
            }
        }
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void coloursStayWithinTheirRange() {
        for (long seed = 0; seed < 50; seed++) {
            for (float value :
                    new Augmentation(true, 0.2, 0.3, 0.9).changed(picture, SIDE, new SplittableRandom(seed))) {
                assertThat(value).isBetween(0f, 255f);
            }
        }
    }

    @Test
    void theSameSeedMakesTheSameChange() {
        Augmentation usual = Augmentation.usual();
        assertThat(usual.changed(picture, SIDE, new SplittableRandom(4)))
                .isEqualTo(usual.changed(picture, SIDE, new SplittableRandom(4)))
                .isNotEqualTo(usual.changed(picture, SIDE, new SplittableRandom(5)));
    }
}
