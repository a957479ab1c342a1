package xai4j.examples.birds;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.Models;
import xai4j.Visualizers;
import xai4j.model.DifferentiableModel;
import xai4j.tensor.Tensor;
import xai4j.visualize.FeatureImage;
import xai4j.visualize.FeatureVisualizer;
import xai4j.visualize.Ladder;

/** What the bird network wants to see, beside what its species look like. */
class BirdFeaturesTest {
    private static final int BELTED_QUILLOW = 8;
    private static final int FORK_TAILED_SKERRY = 6;

    @TempDir
    private Path folder;

    static Stream<Integer> species() {
        return IntStream.range(0, Species.ALL.size()).boxed();
    }

    @ParameterizedTest
    @MethodSource("species")
    void thePictureOfASpeciesIsTakenForItHoweverItIsTurned(int index) {
        assertThat(confidence(index, "best")).isGreaterThan(0.9);
    }

    @Test
    void theTutorialsPictureToo() {
        assertThat(confidence(BELTED_QUILLOW, "tutorial")).isGreaterThan(0.9);
    }

    /** The belted quillow has a red belt and the skerry green wings; red minus green tells their pictures apart. */
    @Test
    void thePicturesShowTheColoursOfTheSpecies() {
        try (DifferentiableModel model = open()) {
            assertThat(redness(Visualizers.features(model).visualizeClass(BELTED_QUILLOW)))
                    .isGreaterThan(redness(Visualizers.features(model).visualizeClass(FORK_TAILED_SKERRY)) + 0.02);
        }
    }

    /** Five pictures side by side, each with its caption; the first rung alone is noise. */
    @Test
    void theLadderIsOnePicture() {
        try (DifferentiableModel model = open()) {
            BufferedImage ladder =
                    Ladder.of(model).with(rung -> rung.set("steps", "4")).draw(BELTED_QUILLOW);
            assertThat(ladder.getWidth()).isBetween(5 * 192, 6 * 192);
            assertThat(roughness(ladder, 12)).isGreaterThan(3 * roughness(ladder, 12 + 2 * 200));
        }
    }

    /** Mean step of brightness between neighbours in a square that begins in this column. */
    private static double roughness(BufferedImage picture, int left) {
        double sum = 0;
        for (int y = 60; y < 200; y++) {
            for (int x = left + 1; x < left + 190; x++) {
                sum += Math.abs((picture.getRGB(x, y) & 0xFF) - (picture.getRGB(x - 1, y) & 0xFF));
            }
        }
        return sum;
    }

    private double confidence(int index, String preset) {
        try (DifferentiableModel model = open()) {
            FeatureVisualizer visualizer =
                    preset.equals("best") ? FeatureVisualizer.best(model) : FeatureVisualizer.tutorial(model);
            return visualizer.visualizeClass(index).diagnostics().measures().get("confidence-min");
        }
    }

    private DifferentiableModel open() {
        return Models.load(BirdSample.CNN.copyTo(folder), DifferentiableModel.class);
    }

    private static double redness(FeatureImage made) {
        Tensor values = made.values();
        int plane = values.size() / 3;
        double sum = 0;
        for (int i = 0; i < plane; i++) {
            sum += values.at(i) - values.at(plane + i);
        }
        return sum / plane;
    }
}
