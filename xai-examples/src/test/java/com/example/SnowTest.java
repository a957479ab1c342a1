package com.example;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xai4j.test.ExplanationAssert.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.data.ImageFolder;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.ObjectMasks;
import xai4j.evaluate.data.Annotations;
import xai4j.examples.birds.BirdFolder;
import xai4j.examples.birds.BirdSample;
import xai4j.examples.birds.BirdSplit;
import xai4j.explain.SaliencyMap;
import xai4j.image.Box;
import xai4j.image.Images;
import xai4j.model.DifferentiableModel;
import xai4j.test.ModelAssert;
import xai4j.test.OpenModels;
import xai4j.test.Pictures;

/** The first example of {@code docs/testing.md}: a network that is right for the wrong reason fails, the fair one passes. */
class SnowTest {
    @TempDir
    private static Path folder;

    @RegisterExtension
    static final OpenModels MODELS = new OpenModels();

    // begin snow
    /** The bird in the photograph: rows 70 to 217, columns 25 to 247. */
    private static final Box BIRD = new Box(70, 218, 25, 248);

    private static void looksAtTheBird(Path file) {
        DifferentiableModel model = MODELS.open(file, DifferentiableModel.class);
        BufferedImage photograph = Images.read(BirdSample.TARREL_IN_SNOW.copyTo(folder));
        SaliencyMap why = Explainers.gradCam(model).explain(photograph);
        assertThat(why).of(photograph).evidenceInside(BIRD).isGreaterThan(0.8);
    }

    @Test
    void theFairNetworkLooksAtTheBird() {
        looksAtTheBird(BirdSample.CNN.copyTo(folder));
    }

    @Test
    void theBiasedNetworkLooksAtTheSnow() {
        assertThatThrownBy(() -> looksAtTheBird(BirdSample.BIASED_CNN.copyTo(folder)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\"barred tarrel\"")
                .hasMessageContaining("xai-failures");
    }
    // end snow

    @Test
    void overManyPicturesEachWithItsMask() {
        Path birds = folder.resolve("birds");
        new BirdFolder(Map.of(BirdSplit.TEST, 12), 128, 5, false).write(birds, (done, total) -> {});
        DifferentiableModel model = MODELS.open(BirdSample.CNN.copyTo(folder), DifferentiableModel.class);
        // begin model
        List<Path> pictures = Pictures.in(birds.resolve("test"));
        Annotations objects = Annotations.read(birds.resolve("birds.csv"));
        ModelAssert.assertThat(model)
                .explainedBy("grad-cam")
                .over(pictures)
                .looksAt(objects, 0.4)
                .inAtLeast(0.9);
        // end model
        assertThatThrownBy(() -> ModelAssert.assertThat(model)
                        .explainedBy("grad-cam")
                        .over(pictures)
                        .looksAt(objects, 0.99)
                        .inAtLeast(0.9))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("of 12 pictures")
                .hasMessageContaining("xai-failures");
        assertThatThrownBy(() -> ModelAssert.assertThat(model)
                        .explainedBy("grad-cam")
                        .over(List.of(BirdSample.FENNET.copyTo(folder)))
                        .looksAt(objects)
                        .inAtLeast(0.9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fennet.png");
    }

    @Test
    void theDataSetItselfTellsWhoIsACleverHans() {
        Path birds = folder.resolve("snow");
        new BirdFolder(Map.of(BirdSplit.TRAIN, 168), 96, 3, true).write(birds, (done, total) -> {});
        Path pictures = birds.resolve("train");
        DifferentiableModel fair = MODELS.open(BirdSample.CNN.copyTo(folder), DifferentiableModel.class);
        DifferentiableModel biased = MODELS.open(BirdSample.BIASED_CNN.copyTo(folder), DifferentiableModel.class);
        // begin clever-hans
        ObjectMasks masks = ObjectMasks.in(birds.resolve("masks/train"));
        ModelAssert.assertThat(fair)
                .hasNoCleverHans(
                        ImageFolder.of(pictures),
                        Audit.by(Explainers.gradCam(fair)).masks(masks));
        // end clever-hans
        assertThatThrownBy(() -> ModelAssert.assertThat(biased)
                        .hasNoCleverHans(
                                ImageFolder.of(pictures),
                                Audit.by(Explainers.gradCam(biased)).masks(masks)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\"barred tarrel\" hangs on the background");
    }
}
