package com.example;

import static xai4j.test.ExplanationAssert.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.cam.GradientCam;
import xai4j.examples.birds.BirdSample;
import xai4j.image.Box;
import xai4j.image.Images;
import xai4j.model.DifferentiableModel;

/** The example of {@code docs/testing.md}. */
class FennetTest {
    @TempDir
    private Path folder;

    // begin test
    @Test
    void theCrestDecides() {
        Path file = BirdSample.CNN.copyTo(folder);
        BufferedImage photograph = Images.read(BirdSample.FENNET.copyTo(folder));
        Box crest = new Box(20, 140, 90, 220);
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class)) {
            GradientCam gradCam = Explainers.gradCam(model);

            assertThat(gradCam.explain(photograph))
                    .explains("crested fennet")
                    .looksAt(crest, 0.4)
                    .isReproducedBy(gradCam, model.spec().prepare(photograph))
                    .hasNoVerdicts();

            assertThat(Explainers.integratedGradients(model).explain(photograph))
                    .isComplete(0.05);
        }
    }
    // end test
}
