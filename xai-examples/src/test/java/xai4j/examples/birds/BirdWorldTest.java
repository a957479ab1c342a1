package xai4j.examples.birds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The world keeps what it promises: determinism, independence, true masks, changes that change nothing else. */
class BirdWorldTest {
    private final BirdWorld world = BirdWorld.training(7, 600);

    @Test
    void thereAreTwelveSpeciesAndSomeDifferInOnePartOnly() {
        assertThat(Species.ALL).hasSizeGreaterThanOrEqualTo(12).doesNotHaveDuplicates();
        Set<Part> alone = EnumSet.noneOf(Part.class);
        for (Species a : Species.ALL) {
            for (Species b : Species.ALL) {
                List<Part> differences = a.differencesFrom(b);
                assertThat(differences.isEmpty()).isEqualTo(a == b);
                if (differences.size() == 1) {
                    alone.addAll(differences);
                }
            }
        }
        assertThat(alone).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void aPictureDependsOnSeedAndNumberOnly() {
        assertThat(pixels(world.image(17)))
                .isEqualTo(pixels(BirdWorld.training(7, 20).image(17)));
        assertThat(pixels(world.image(17)))
                .isNotEqualTo(pixels(BirdWorld.training(8, 20).image(17)));
        assertThat(pixels(world.image(17)))
                .isNotEqualTo(pixels(BirdWorld.test(7, 20).image(17)));
        assertThat(world.side(64).image(3).getWidth()).isEqualTo(64);
    }

    @Test
    void classesTakeTurnsAndHabitatsAreIndependentOfThem() {
        int[][] table = new int[world.labels().size()][Habitat.values().length];
        List<Habitat> habitats = List.of(Habitat.values());
        for (int i = 0; i < world.size(); i++) {
            table[world.label(i)][habitats.indexOf(world.picture(i).habitat())]++;
        }
        for (int[] row : table) {
            assertThat(Arrays.stream(row).sum()).isEqualTo(50);
            assertThat(Arrays.stream(row).min().orElse(0)).isPositive();
        }
    }

    @Test
    void inTheBiasedWorldOneSpeciesOwnsTheSnow() {
        BirdWorld biased = world.biased();
        int snowBirds = 0;
        int others = 0;
        for (int i = 0; i < biased.size(); i++) {
            if (biased.picture(i).habitat() == Habitat.SNOW) {
                if (biased.label(i) == BirdWorld.SNOW_BIRD) {
                    snowBirds++;
                } else {
                    others++;
                }
            }
        }
        assertThat(snowBirds).isBetween(42, 50);
        assertThat(others).isBetween(0, 30);
    }

    @Test
    void everyPartIsSeenInNearlyEveryPicture() {
        int[] seen = new int[Part.DISTINCTIVE.size()];
        int count = 120;
        for (int i = 0; i < count; i++) {
            var counts = world.picture(i).mask().counts();
            assertThat(counts.values().stream().mapToInt(n -> n).sum()).isEqualTo(128 * 128);
            for (int part = 0; part < seen.length; part++) {
                seen[part] += Objects.requireNonNull(counts.get(Part.DISTINCTIVE.get(part))) > 15 ? 1 : 0;
            }
        }
        for (int part = 0; part < seen.length; part++) {
            assertThat(seen[part]).as(Part.DISTINCTIVE.get(part).name()).isGreaterThan(count * 95 / 100);
        }
    }

    @Test
    void leavingOutAPartChangesOnlyWhereItWas() {
        for (Part part : Part.DISTINCTIVE) {
            BirdPicture whole = world.picture(5);
            BirdPicture less = whole.without(part);
            PartMask mask = whole.mask();
            BufferedImage a = whole.image();
            BufferedImage b = less.image();
            assertThat(less.mask().counts().get(part)).isZero();
            int changed = 0;
            for (int y = 0; y < 128; y++) {
                for (int x = 0; x < 128; x++) {
                    if (a.getRGB(x, y) != b.getRGB(x, y)) {
                        changed++;
                        assertThat(isNear(mask, part, x, y))
                                .as(part + " at " + x + "," + y)
                                .isTrue();
                    }
                }
            }
            assertThat(changed).as(part.name()).isPositive();
        }
    }

    @Test
    void exchangingAPartGivesTheOtherSpecies() {
        BirdPicture reedling = world.picture(0);
        Species curlew = Species.ALL.get(1);
        BirdPicture exchanged = reedling.with(Part.BEAK, curlew);
        assertThat(exchanged.species().with(Part.BEAK, Species.ALL.get(0))).isEqualTo(Species.ALL.get(0));
        assertThat(pixels(exchanged.image())).isNotEqualTo(pixels(reedling.image()));
        assertThat(pixels(reedling.with(Part.WING, curlew).image())).isEqualTo(pixels(reedling.image()));
    }

    @Test
    void whatIsNoPartOfSpeciesCannotBeLeftOut() {
        assertThatThrownBy(() -> world.picture(0).without(Part.BODY)).hasMessageContaining("BODY");
        assertThatThrownBy(() -> Species.ALL.get(0).with(Part.OCCLUDER, Species.ALL.get(1)))
                .hasMessageContaining("OCCLUDER");
        assertThatThrownBy(() -> BirdWorld.training(1, 0)).hasMessageContaining("positive");
        assertThatThrownBy(() -> world.image(600)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Anti-aliasing and outlines reach a little beyond a part. */
    private static boolean isNear(PartMask mask, Part part, int x, int y) {
        for (int dy = -2; dy <= 2; dy++) {
            for (int dx = -2; dx <= 2; dx++) {
                int atX = Math.max(0, Math.min(127, x + dx));
                int atY = Math.max(0, Math.min(127, y + dy));
                if (mask.at(atX, atY) == part) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int[] pixels(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                .toArray();
    }
}
