package xai4j.evaluate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.image.ObjectMask;
import xai4j.numeric.CounterRandom;

class BackgroundTestTest {
    @Test
    void theSignTestCountsTheSidesOfWhatDiffers() {
        assertThat(BackgroundTest.signTest(List.of())).isEqualTo(1);
        assertThat(BackgroundTest.signTest(List.of(0, 0, -3))).isEqualTo(1);
        assertThat(BackgroundTest.signTest(Collections.nCopies(10, 2))).isEqualTo(Math.pow(2, -10), offset(1e-12));
        List<Integer> mixed = new ArrayList<>(Collections.nCopies(9, 1));
        mixed.add(-1);
        assertThat(BackgroundTest.signTest(mixed)).isEqualTo(11 / 1024.0, offset(1e-12));
    }

    @Test
    void theChanceOfSoManyHangingIsTheUpperTail() {
        assertThat(BackgroundTest.chance(3, 0, 0.1)).isEqualTo(1);
        assertThat(BackgroundTest.chance(2, 2, 0.1)).isEqualTo(0.01, offset(1e-12));
        assertThat(BackgroundTest.chance(2, 1, 0.1)).isEqualTo(0.19, offset(1e-12));
    }

    @Test
    void aHoleIsFilledWithWhatSurroundsIt() {
        BufferedImage picture = new BufferedImage(21, 13, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 21 * 13; i++) {
            picture.setRGB(i % 21, i / 21, 0x4080C0);
        }
        BitSet hole = new BitSet();
        for (int y = 3; y < 9; y++) {
            for (int x = 5; x < 15; x++) {
                picture.setRGB(x, y, 0xFF0000);
                hole.set(y * 21 + x);
            }
        }
        BufferedImage filled = HoleFilling.without(picture, ObjectMask.of(21, 13, hole));

        for (int i = 0; i < 21 * 13; i++) {
            assertThat(filled.getRGB(i % 21, i / 21) & 0xFFFFFF).isEqualTo(0x4080C0);
        }
    }

    @Test
    void anObjectBeforeItsOwnBackgroundIsThePictureItself() {
        PaintedWorld world = new PaintedWorld(4, false);
        Scene scene = Scene.of(world.image(1), world.of(world.name(1)));

        BufferedImage again = scene.before(scene.background());

        for (int i = 0; i < PaintedWorld.SIDE * PaintedWorld.SIDE; i++) {
            int x = i % PaintedWorld.SIDE;
            int y = i / PaintedWorld.SIDE;
            assertThat(again.getRGB(x, y)).isEqualTo(world.image(1).getRGB(x, y));
        }
    }

    @Test
    void whatIsThereNearlyAloneIsEstimatedToBeTheObject() {
        PaintedWorld world = new PaintedWorld(8, false);
        for (int i = 0; i < 8; i++) {
            ObjectMask estimated = EstimatedObject.of(world.image(i));
            ObjectMask known = world.of(world.name(i)).orElseThrow();
            int same = 0;
            for (int p = 0; p < 1024; p++) {
                double x = (p % 32 + 0.5) / 32;
                int row = p / 32;
                double y = (row + 0.5) / 32;
                same += estimated.at(x, y) == known.at(x, y) ? 1 : 0;
            }
            assertThat(same).isGreaterThan(950);
        }
    }

    @Test
    void backgroundsThatLookAlikeAreToldFromAnyOthers() {
        List<double[]> dark = looks(0, 12, 20);
        List<double[]> anything = looks(100, 30, 200);

        assertThat(BackgroundLook.chance(dark, anything, 4)).isLessThan(0.001);
        assertThat(BackgroundLook.chance(anything.subList(0, 12), anything.subList(12, 30), 4))
                .isGreaterThan(0.05);
        assertThat(BackgroundLook.chance(dark.subList(0, 1), anything, 4)).isEqualTo(1);
    }

    private static List<double[]> looks(int first, int count, int range) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> {
                    double grey = new CounterRandom(5, i).below(range, 0);
                    return IntStream.range(0, 108).mapToDouble(d -> grey).toArray();
                })
                .toList();
    }
}
