package xai4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.coalition.ToyModel;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.Box;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Metrics on a linear model, for which every one of them has a closed form. */
class MetricsTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;
    private static final int AREA = WIDTH * HEIGHT;
    private static final ImageInput INPUT = ImageInput.nchw(3, HEIGHT, WIDTH);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);
    private static final ToyModel MODEL = new ToyModel(INPUT);

    /** What each pixel adds to the score of class 0. */
    private static double part(int pixel) {
        return IntStream.of(0, 1, 2)
                .mapToDouble(channel ->
                        MODEL.weight(0, channel * AREA + pixel) * IMAGE.tensor().at(channel * AREA + pixel))
                .sum();
    }

    private static Judged judged(IntToDoubleFunction pixel) {
        Tensor map = Tensor.zeros(Shape.of(HEIGHT, WIDTH));
        for (int i = 0; i < AREA; i++) {
            map.set(i, (float) pixel.applyAsDouble(i));
        }
        return new Judged(GivenAttribution.map(map, IMAGE, MODEL, 0), 0, IMAGE, MODEL);
    }

    private static Measured of(String metric, Judged judged, String... settings) {
        Metric set = Metrics.named(metric);
        for (int i = 0; i < settings.length; i += 2) {
            set = set.set(settings[i], settings[i + 1]);
        }
        return set.evaluate(judged);
    }

    @Test
    void everyMetricHasACardThatSaysWhatItIsAndWhatItMisses() {
        assertThat(Metrics.all()).hasSizeGreaterThan(30).allSatisfy(metric -> {
            assertThat(metric.card().meaning()).isNotBlank();
            assertThat(metric.card().paper()).as(metric.card().name()).isNotBlank();
            assertThat(metric.card().blindTo()).as(metric.card().name()).isNotBlank();
        });
    }

    @Test
    void deletionOfALinearModelTakesAwayWhatEachPixelAdds() {
        Measured found = of("deletion", judged(MetricsTest::part), "score", "logit", "step", "100");
        List<Integer> order = IntStream.range(0, AREA)
                .boxed()
                .sorted((a, b) -> Double.compare(part(b), part(a)))
                .toList();
        double whole = IntStream.range(0, AREA).mapToDouble(MetricsTest::part).sum();
        double[] points = new double[5];
        for (int i = 0; i < points.length; i++) {
            points[i] = whole
                    - order.subList(0, Math.min(AREA, 100 * i)).stream()
                            .mapToDouble(MetricsTest::part)
                            .sum();
            assertThat(found.curve().get(i)).isCloseTo(points[i], within(1e-4));
        }
        // the last step is shorter, and counts less
        double area = IntStream.range(1, 5)
                .mapToDouble(i -> (points[i] + points[i - 1]) / 2 * (Math.min(AREA, 100 * i) - 100 * (i - 1)) / AREA)
                .sum();
        assertThat(found.at()).containsExactly(0.0, 100.0 / AREA, 200.0 / AREA, 300.0 / AREA, 1.0);
        assertThat(found.value()).isCloseTo(area, within(1e-4));
    }

    @Test
    void insertionGivesBackInTheSameOrder() {
        Judged judged = judged(MetricsTest::part);
        List<Double> taken = of("deletion", judged, "score", "logit").curve();
        List<Double> given =
                of("insertion", judged, "score", "logit", "fill", "zero").curve();
        for (int i = 0; i < taken.size(); i++) {
            assertThat(taken.get(i) + given.get(i)).isCloseTo(taken.get(0) + taken.get(taken.size() - 1), within(1e-4));
        }
    }

    @Test
    void whatSpeaksAgainstTheClassIsTakenLastNotFirst() {
        double right =
                of("deletion", judged(MetricsTest::part), "score", "logit").value();
        double magnitudes = of("deletion", judged(pixel -> Math.abs(part(pixel))), "score", "logit")
                .value();
        double wrong =
                of("deletion", judged(pixel -> -part(pixel)), "score", "logit").value();
        assertThat(right).isLessThan(magnitudes - 0.01);
        assertThat(magnitudes).isLessThan(wrong - 0.01);
        assertThat(of("srg", judged(MetricsTest::part), "score", "logit").value())
                .isCloseTo(wrong - right, within(1e-4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deletion",
                "insertion",
                "road",
                "irof",
                "pixel-flipping",
                "symmetric-relevance-gain",
                "sensitivity-n",
                "faithfulness-correlation",
                "pointing-game",
                "relevance-mass",
                "relevance-rank",
                "auc",
                "average-drop",
                "sparseness",
                "entropy",
                "infidelity-normalized"
            })
    void anEmptyMapHasNoScore(String metric) {
        Judged judged = judged(pixel -> 0).withTruth(TruthMask.of(WIDTH, HEIGHT, new Box(2, 5, 3, 9)));
        assertThatExceptionOfType(UndefinedMetricException.class).isThrownBy(() -> of(metric, judged));
    }

    @Test
    void aNormalisedCurveLiesBetweenTheEmptyAndTheWholeImage() {
        Judged judged = judged(MetricsTest::part);
        Measured plain = of("deletion", judged, "score", "logit");
        Measured scaled = of("deletion-normalized", judged, "score", "logit");
        double whole = plain.curve().get(0);
        double empty = plain.curve().get(plain.curve().size() - 1);
        if (whole > empty) {
            assertThat(scaled.value()).isCloseTo((plain.value() - empty) / (whole - empty), within(1e-9));
        } else {
            throw new AssertionError("the test's image should score above nothing");
        }
    }

    @Test
    void metricsShareWhatTheyAskTheModel() {
        Judged judged = judged(MetricsTest::part);
        of("deletion", judged);
        long once = judged.scores().modelCalls();
        of("deletion", judged);
        of("deletion-normalized", judged);
        assertThat(judged.scores().modelCalls()).isEqualTo(once).isEqualTo(HEIGHT + 1);
        assertThat(Metrics.named("deletion").modelCalls(IMAGE)).isEqualTo(once);
    }

    @Test
    void theExactAttributionOfALinearModelIsPerfectlyFaithful() {
        Judged judged = judged(MetricsTest::part);
        assertThat(of("sensitivity-n", judged).value()).isCloseTo(1, within(1e-4));
        assertThat(of("faithfulness-correlation", judged, "fill", "zero").value())
                .isCloseTo(1, within(1e-4));
        assertThat(of("completeness", judged).value()).isCloseTo(0, within(1e-4));
        assertThat(of("sensitivity-n", judged(pixel -> -part(pixel))).value()).isCloseTo(-1, within(1e-4));
    }

    @Test
    void theWeightsOfALinearModelForetellEveryPerturbation() {
        Tensor weights = Tensor.zeros(Shape.of(3, HEIGHT, WIDTH));
        for (int i = 0; i < weights.size(); i++) {
            weights.set(i, (float) MODEL.weight(0, i));
        }
        Judged judged = new Judged(GivenAttribution.map(weights, IMAGE, MODEL, 0), 0, IMAGE, MODEL);
        assertThat(of("infidelity", judged).value()).isCloseTo(0, within(1e-8));
        Tensor doubled = weights.copy();
        for (int i = 0; i < doubled.size(); i++) {
            doubled.set(i, 2 * weights.at(i));
        }
        Judged scaled = new Judged(GivenAttribution.map(doubled, IMAGE, MODEL, 0), 0, IMAGE, MODEL);
        assertThat(of("infidelity", scaled).value()).isGreaterThan(0.01);
        assertThat(of("infidelity-normalized", scaled).value()).isCloseTo(0, within(1e-8));
    }

    @Test
    void shapleyValuesAreEfficient() {
        SegmentAttribution why = Explainers.kernelShap(MODEL)
                .segmentation(ToyModel.grid(WIDTH, HEIGHT, 6, 4))
                .target(Target.index(1))
                .explain(IMAGE);
        Judged judged = new Judged(why, 0, IMAGE, MODEL);
        assertThat(of("efficiency", judged).value()).isCloseTo(0, within(1e-4));
        assertThat(of("deletion", judged, "units", "regions").curve()).hasSize(25);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("efficiency", judged(MetricsTest::part)))
                .withMessageContaining("no regions");
    }

    @Test
    void axesAreNotSwapped() {
        // row 3, columns 10 to 19 of an image that is wider than high
        Judged judged = judged(pixel -> pixel / WIDTH == 3 && pixel % WIDTH >= 10 && pixel % WIDTH < 20 ? 1 : 0);
        Judged inside = judged.withTruth(TruthMask.of(WIDTH, HEIGHT, new Box(3, 4, 10, 20)));
        for (String metric : List.of("pointing-game", "relevance-mass", "relevance-rank", "auc", "energy-inside")) {
            assertThat(of(metric, inside).value()).as(metric).isEqualTo(1);
        }
        Judged half = judged.withTruth(TruthMask.of(WIDTH, HEIGHT, new Box(0, HEIGHT, 0, 15)));
        assertThat(of("relevance-mass", half).value()).isEqualTo(0.5);
        assertThat(of("top-k-intersection", half, "k", "10").value()).isEqualTo(0.5);
    }

    @Test
    void aMaskOfAnotherSizeIsRefusedByBothSizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> judged(MetricsTest::part).withTruth(TruthMask.of(16, 24, new Box(0, 1, 0, 1))))
                .withMessageContaining("16×24")
                .withMessageContaining("24×16");
    }

    @Test
    void whatIsNotKnownIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("pointing-game", judged(MetricsTest::part)))
                .withMessageContaining("where the object is");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("max-sensitivity", judged(MetricsTest::part)))
                .withMessageContaining("made elsewhere");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.named("deletionn"))
                .withMessageContaining("pointing-game");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metrics.named("deletion").set("fil", "zero"))
                .withMessageContaining("fill");
    }

    @Test
    void theSharesOfAMapGiveItsEntropyAndNumberOfRegions() {
        Judged judged = judged(pixel -> pixel < 8 ? -2 : 0);
        assertThat(of("entropy", judged).value()).isCloseTo(Math.log(8), within(1e-9));
        assertThat(of("effective-regions", judged).value()).isCloseTo(8, within(1e-9));
        assertThat(of("effective-complexity", judged).value()).isEqualTo(8);
        assertThat(of("sparseness", judged).value()).isCloseTo(1 - 8.0 / AREA, within(1e-9));
    }

    @Test
    void whatIsImputedOfAPlaneIsThePlane() {
        Tensor plane = Tensor.zeros(INPUT.imageShape());
        for (int i = 0; i < plane.size(); i++) {
            plane.set(i, (float) (0.02 * (i % WIDTH) + 0.01 * (i % AREA / WIDTH)));
        }
        PreparedImage image = PreparedImage.ofTensor(plane, INPUT, IMAGE.preprocessing());
        Tensor middle = Tensor.zeros(Shape.of(HEIGHT, WIDTH));
        for (int i = 0; i < AREA; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            middle.set(i, x > 4 && x < 19 && y > 3 && y < 12 ? 1 : 0);
        }
        SaliencyMap map = GivenAttribution.map(middle, image, MODEL, 0);
        Measured found = of(
                "road-morf",
                new Judged(map, 0, image, MODEL),
                "score",
                "logit",
                "percent",
                "25",
                "imputation-noise",
                "0");
        assertThat(found.value()).isCloseTo(MODEL.predict(image.batch()).get(0, 0), within(1e-3));
    }

    @Test
    void anExplanationThatIsLinearInTheImageChangesTwiceAsMuchWhenTheImageDoes() {
        var ablation = Explainers.featureAblation(MODEL)
                .segmentation(ToyModel.grid(WIDTH, HEIGHT, 4, 3))
                .set("fill", "zero")
                .target(Target.index(0));
        Judged judged = new Judged(ablation.explain(IMAGE), 0, IMAGE, MODEL).withExplainer(ablation);
        assertThat(of("seed-stability", judged).value()).isEqualTo(1);
        double once = of("max-sensitivity", judged, "radius", "0.1").value();
        assertThat(once)
                .isGreaterThan(
                        of("average-sensitivity", judged, "radius", "0.1").value());
        assertThat(of("max-sensitivity", judged, "radius", "0.2").value()).isCloseTo(2 * once, within(1e-3 * once));
        assertThat(of("max-sensitivity", judged, "radius", "0").value()).isZero();
    }
}
