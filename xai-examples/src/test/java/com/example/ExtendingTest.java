package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.baseline.Baseline;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Metric;
import xai4j.evaluate.Metrics;
import xai4j.examples.birds.BirdSample;
import xai4j.explain.ExplainerDescriptor;
import xai4j.explain.MethodProvider;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PixelPlanes;
import xai4j.image.PreparedImage;
import xai4j.model.DifferentiableModel;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Tensor;
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
    void aBaselineHasAName() {
        // begin baseline
        Baseline mirrored = Baseline.of("mirrored", (image, regions) -> {
            PixelPlanes planes = PixelPlanes.of(image);
            Tensor picture = image.tensor().copy();
            for (int channel = 0; channel < planes.channels(); channel++) {
                for (int i = 0; i < planes.area(); i++) {
                    int across = planes.width() - 1 - 2 * (i % planes.width());
                    picture.set(planes.index(channel, i), image.tensor().at(planes.index(channel, i + across)));
                }
            }
            return List.of(picture);
        });
        SegmentAttribution regions = Explainers.kernelShap(model).fill(mirrored).explain(photograph);
        SaliencyMap pixels =
                Explainers.integratedGradients(model).baseline(mirrored).explain(photograph);
        // end baseline
        assertThat(regions.provenance().options()).containsEntry("fill", "mirrored");
        assertThat(pixels.provenance().options()).containsEntry("baseline", "mirrored");
        assertThat(regions.values())
                .isNotEqualTo(Explainers.kernelShap(model).explain(photograph).values());
        assertThatThrownBy(() -> Baseline.of(" ", (image, all) -> List.of(image.tensor())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need a name");
    }

    @Test
    void softMasksAreOneClass() {
        // begin use-masks
        SaliencyMap why =
                Explainers.rise(model).masks(new WaveMasks(0.3)).samples(200).explain(photograph);
        // end use-masks
        assertThat(why.provenance().options()).containsEntry("masks", "waves:0.3");
        assertThat(why.values())
                .isEqualTo(Explainers.rise(model)
                        .masks(new WaveMasks(0.3))
                        .samples(200)
                        .batchSize(7)
                        .explain(photograph)
                        .values());
    }

    @Test
    void aTargetIsExplainedByEveryMethod() {
        // begin use-target
        SaliencyMap pixels = Explainers.saliency(model).target(new LeadTarget()).explain(photograph);
        SegmentAttribution regions =
                Explainers.kernelShap(model).target(new LeadTarget()).explain(photograph);
        // end use-target
        assertThat(pixels.targets().get(0).label()).startsWith("lead of ");
        assertThat(regions.targets().get(0).label())
                .isEqualTo(pixels.targets().get(0).label());
        float[] scores = model.predict(model.spec().prepare(photograph).batch(), Score.LOGIT)
                .row(0)
                .toArray();
        double[] sorted = IntStream.range(0, scores.length)
                .mapToDouble(k -> scores[k])
                .sorted()
                .toArray();
        double first = sorted[sorted.length - 1];
        double others = (DoubleStream.of(sorted).sum() - first) / (sorted.length - 1);
        assertThat(pixels.targets().get(0).score()).isCloseTo(first - others, within(1e-4));
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
