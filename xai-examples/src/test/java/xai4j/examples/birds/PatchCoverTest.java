package xai4j.examples.birds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import xai4j.image.Box;

class PatchCoverTest {
    private static final PartMask MASK =
            BirdWorld.training(3, 1).side(96).picture(0).mask();

    @Test
    void theWholePictureShowsAsMuchBirdAsTheMaskCounts() {
        int others = MASK.counts().get(Part.BACKGROUND) + MASK.counts().get(Part.OCCLUDER);
        assertThat(PatchCover.of(MASK, new Box(0, 96, 0, 96)).bird())
                .isCloseTo(1 - others / (96.0 * 96.0), within(1e-12));
    }

    @Test
    void aPixelShowsItsPart() {
        for (int i = 0; i < 96; i++) {
            Part part = MASK.at(i, 48);
            PatchCover cover = PatchCover.of(MASK, new Box(48, 49, i, i + 1));
            boolean bird = part != Part.BACKGROUND && part != Part.OCCLUDER;
            assertThat(cover.bird()).isEqualTo(bird ? 1 : 0);
            assertThat(cover.main()).isEqualTo(bird ? part : Part.BACKGROUND);
        }
    }
}
