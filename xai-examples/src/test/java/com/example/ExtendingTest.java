package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Metric;
import xai4j.evaluate.Metrics;
import xai4j.examples.birds.BirdSample;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.XaiException;

/** The examples of {@code docs/extending.md}, run: what a stranger adds from outside the library, a file each. */
@SuppressWarnings("try")
class ExtendingTest {
    @TempDir
    private Path folder;

    private DifferentiableModel model;
    private final BufferedImage photograph = photograph();

    @BeforeEach
    void open() {
        model = Models.load(BirdSample.CNN.copyTo(folder), DifferentiableModel.class);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static BufferedImage photograph() {
        BufferedImage image = new BufferedImage(60, 48, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 60; x++) {
                image.setRGB(x, y, (4 * x << 16) + (5 * y << 8) + 97 * (x * y % 2));
            }
        }
        return image;
    }

    @Test
    void aFormulaHasTheOptionsOfEveryCam() {
        // begin use-formula
        SaliencyMap why = Explainers.gradientCam("positive-grad-cam", new PositiveGradCam(), model)
                .set("target", "top:2")
                .explain(photograph);
        // end use-formula
        assertThat(why.provenance().method()).isEqualTo("positive-grad-cam");
        assertThat(why.values().shape().dim(0)).isEqualTo(2);
        assertThat(why.values())
                .isNotEqualTo(Explainers.gradCam(model)
                        .set("target", "top:2")
                        .explain(photograph)
                        .values());
        assertThatThrownBy(() -> Explainers.gradientCam("grad-cam", new PositiveGradCam(), model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another name");
    }

    @Test
    void aFormulaThatFindsNoNumbersIsTold() {
        assertThatThrownBy(() -> Explainers.gradientCam("not-a-number", (a, g) -> a.map((k, i) -> Double.NaN), model)
                        .explain(photograph))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("not-a-number");
    }

    @Test
    void aMethodIsFoundByName() {
        assertThat(new MyMethods().methods())
                .extracting(ExplainerDescriptor::name)
                .containsExactly("positive-grad-cam");
        try (Extension extension = Extension.of(folder, MethodProvider.class, MyMethods.class)) {
            assertThat(Explainers.named("positive-grad-cam", model)
                            .explain(photograph)
                            .values())
                    .isEqualTo(Explainers.gradientCam("positive-grad-cam", new PositiveGradCam(), model)
                            .explain(photograph)
                            .values());
        }
    }

    @Test
    void twoMethodsOfOneNameAreRefusedByTheNamesOfBoth() {
        try (Extension extension = Extension.of(folder, MethodProvider.class, MyMethods.class, MyOtherMethods.class)) {
            assertThatThrownBy(Explainers::methods)
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll(
                            "positive-grad-cam",
                            MyMethods.class.getName(),
                            MyOtherMethods.class.getName(),
                            "xai-examples");
        }
    }

    @Test
    void aMethodOfOnesOwnExplains() {
        // begin use-method
        SaliencyMap change = new BrightnessCheck(model).set("step", "0.2").explain(photograph);
        // end use-method
        assertThat(change.provenance().options()).containsEntry("step", "0.2");
    }

    @Test
    void aSegmenterHasAName() {
        // begin segmenter
        Segmenter stripes = Segmenter.of("stripes:4", image -> {
            int[] ids = new int[image.getWidth() * image.getHeight()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = i % image.getWidth() * 4 / image.getWidth();
            }
            return Segmentation.of(image.getWidth(), image.getHeight(), ids);
        });
        SegmentAttribution why = Explainers.kernelShap(model).segmenter(stripes).explain(photograph);
        // end segmenter
        assertThat(why.provenance().options()).containsEntry("segmenter", "stripes:4");
        assertThat(why.segmentation().count()).isEqualTo(4);
    }

    @Test
    void aBackendIsFoundByItsFile() throws IOException {
        Path file = Files.writeString(folder.resolve("grey.threshold"), "0.5");
        try (Extension extension = Extension.of(folder, xai4j.model.ModelProvider.class, ThresholdModels.class);
                Model grey = Models.load(file)) {
            assertThat(Explainers.featureAblation(grey).explain(photograph).targets())
                    .hasSize(1);
        }
    }

    @Test
    void twoBackendsForOneFileAreRefusedByTheNamesOfBoth() throws IOException {
        Path file = Files.writeString(folder.resolve("grey.threshold"), "0.5");
        try (Extension extension = Extension.of(
                folder, xai4j.model.ModelProvider.class, ThresholdModels.class, OtherThresholdModels.class)) {
            assertThatThrownBy(() -> Models.load(file))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContainingAll(ThresholdModels.class.getName(), OtherThresholdModels.class.getName());
        }
    }

    @Test
    void aDecoratorKeepsTheLevels() {
        // begin decorate
        CountingModel counting = new CountingModel(model);
        SaliencyMap why = Explainers.gradCam(
                        counting.as(DifferentiableModel.class).orElseThrow())
                .set("target", "top:3")
                .explain(photograph);
        // end decorate
        assertThat(counting.images()).isEqualTo(4);
        assertThat(why.values())
                .isEqualTo(Explainers.gradCam(model)
                        .set("target", "top:3")
                        .explain(photograph)
                        .values());
    }

    @Test
    void aMetricIsFoundByName() {
        PreparedImage image = model.spec().prepare(photograph);
        SaliencyMap why = Explainers.gradCam(model).explain(image);
        try (Extension extension = Extension.of(folder, Metric.class, CentreMass.class)) {
            // begin use-metric
            double share = Metrics.named("centre-mass").measure(new Judged(why, 0, image, model));
            // end use-metric
            assertThat(share).isBetween(0.0, 1.0);
            assertThat(Metrics.all()).extracting(metric -> metric.card().name()).contains("centre-mass", "sparseness");
        }
    }

    /** A second provider of the same name. */
    public static final class MyOtherMethods implements MethodProvider {
        @Override
        public List<ExplainerDescriptor> methods() {
            return new MyMethods().methods();
        }
    }

    /** A second backend for the same files. */
    public static final class OtherThresholdModels implements xai4j.model.ModelProvider {
        @Override
        public String name() {
            return "more thresholds";
        }

        @Override
        public String accepts() {
            return "*.threshold";
        }

        @Override
        public boolean recognises(Path path) {
            return path.toString().endsWith(".threshold");
        }

        @Override
        public Model open(Path path, xai4j.model.LoadOptions options) {
            throw new AssertionError("is never asked");
        }
    }
}
