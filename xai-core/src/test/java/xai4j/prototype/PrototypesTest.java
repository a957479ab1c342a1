package xai4j.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.explain.Applicability;
import xai4j.explain.Target;
import xai4j.image.Box;
import xai4j.json.ExplanationJson;
import xai4j.model.FeatureLayout;
import xai4j.model.ModelException;
import xai4j.prototype.modification.Characteristic;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class PrototypesTest {
    private static final PrototypeMetadata.Holds DISTANCES = PrototypeMetadata.Holds.DISTANCES;

    @Test
    void thePointsOfAllPrototypesAndTheBiasAreTheLogit() {
        Tensor bias = Tensor.of(Shape.of(5), 1, 2, 3, 4, 5);
        Tensor logits = Golden.floats("logits");
        for (int i = 0; i < logits.size(); i++) {
            logits.set(i, logits.at(i) + bias.at(i % 5));
        }
        PrototypeMetadata plain = Golden.metadata(DISTANCES);
        PrototypeMetadata biased = new PrototypeMetadata(
                plain.layer(),
                plain.holds(),
                plain.similarity(),
                plain.vectors(),
                plain.lastLayer(),
                bias,
                plain.prototypes(),
                plain.folder());
        PrototypeMatches matches = new Prototypes(
                        PrototypeNetwork.of(new GoldenModel(Golden.floats("distances"), logits), biased))
                .matches(10)
                .target(Target.index(2))
                .explain(GoldenModel.image(1));
        double sum = 3;
        for (int p = 0; p < 10; p++) {
            sum += matches.contribution(0, p);
        }
        assertThat(matches.logit(0)).isEqualTo(sum);
        assertThat(matches.matches().get(0).stream()
                        .mapToDouble(PrototypeMatch::contribution)
                        .sum())
                .isCloseTo(sum - 3, within(1e-12));
        assertThat(matches.logit(0)).isCloseTo(logits.get(1, 2), within(1e-5));
        assertThat(matches.diagnostics().measures().get("completeness-gap")).isCloseTo(0, within(1e-5));
    }

    /** Where several places count, a similarity is the mean of the largest of its map, and the points still add up. */
    @Test
    void severalPlacesCountByTheirMean() {
        PrototypeMetadata metadata = Golden.metadata(DISTANCES).withPlaces(3);
        Tensor distances = Golden.floats("distances");
        Tensor logits = Tensor.zeros(Shape.of(3, 5));
        for (int n = 0; n < 3; n++) {
            for (int p = 0; p < 10; p++) {
                double[] nearest = java.util.stream.IntStream.range(n * 640 + p * 64, n * 640 + (p + 1) * 64)
                        .mapToDouble(distances::at)
                        .sorted()
                        .limit(3)
                        .map(d -> Math.log((d + 1) / (d + 1e-4)))
                        .toArray();
                double mean = java.util.Arrays.stream(nearest).average().orElseThrow();
                for (int k = 0; k < 5; k++) {
                    logits.set(n * 5 + k, (float)
                            (logits.at(n * 5 + k) + mean * metadata.lastLayer().get(k, p)));
                }
            }
        }
        PrototypeMatches matches = new Prototypes(PrototypeNetwork.of(new GoldenModel(distances, logits), metadata))
                .target(Target.index(2))
                .explain(GoldenModel.image(1));
        assertThat(matches.logit(0)).isCloseTo(logits.get(1, 2), within(1e-4));
        PrototypeMatch first = matches.matches().get(0).get(0);
        assertThat((double) first.similarity())
                .isLessThan(java.util.stream.IntStream.range(0, 64)
                        .mapToDouble(first.map()::at)
                        .max()
                        .orElseThrow());
    }

    /** A similarity below zero, as those from a mean may be, is not called a likeness. */
    @Test
    void whatIsUnlikeIsSaidToBe() {
        PrototypeMatch match = golden().matches(1)
                .explain(GoldenModel.image(0))
                .matches()
                .get(0)
                .get(0);
        assertThat(match.sentence()).startsWith("this looks like that part of a " + match.label());
        PrototypeMatch unlike = new PrototypeMatch(
                match.prototype(),
                match.label(),
                -0.5f,
                -2,
                match.map(),
                match.box(),
                match.blobs(),
                match.patch(),
                Optional.empty(),
                Optional.empty());
        assertThat(unlike.resembles()).isFalse();
        assertThat(unlike.sentence())
                .isEqualTo("this looks unlike that part of a " + match.label()
                        + ": similarity -0.50 × weight -2.00 = 1.00 points");
    }

    @Test
    void matchesAreRankedByPointsOrByLikeness() {
        List<PrototypeMatch> byPoints =
                golden().matches(10).explain(GoldenModel.image(0)).matches().get(0);
        assertThat(byPoints).isSortedAccordingTo((a, b) -> Double.compare(b.contribution(), a.contribution()));
        List<PrototypeMatch> byLikeness = golden().order(Prototypes.Order.SIMILARITY)
                .explain(GoldenModel.image(0))
                .matches()
                .get(0);
        assertThat(byLikeness).hasSize(5).isSortedAccordingTo((a, b) -> Float.compare(b.similarity(), a.similarity()));
    }

    @Test
    void layersWithTheChannelsLastAreReadAlike() {
        Tensor planar = Golden.floats("distances");
        Tensor last = Tensor.zeros(Shape.of(3, 8, 8, 10));
        for (int i = 0; i < planar.size(); i++) {
            int position = i % 64;
            int channel = i / 64 % 10;
            last.set((i / 640 * 64 + position) * 10 + channel, planar.at(i));
        }
        GoldenModel model = new GoldenModel(last, Golden.floats("logits"), FeatureLayout.CHANNELS_LAST);
        assertThat(new Prototypes(PrototypeNetwork.of(model, Golden.metadata(DISTANCES)))
                        .explain(GoldenModel.image(2))
                        .values())
                .isEqualTo(golden().explain(GoldenModel.image(2)).values());
    }

    @Test
    void anExplanationComesBackFromJsonBitForBit() {
        PrototypeMatches matches = golden().target(Target.top(2)).explain(GoldenModel.image(0));
        BufferedImage picture = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(2, 1, 0x123456);
        PrototypeMatch first = matches.matches().get(0).get(0);
        PrototypeMatch rich = new PrototypeMatch(
                first.prototype(),
                first.label(),
                first.similarity(),
                first.weight(),
                first.map(),
                first.box(),
                first.blobs(),
                PrototypePatch.of("a.png", Optional.of(new Box(0, 2, 1, 3)), picture),
                Optional.of(new Box(0, 3, 0, 2)),
                Optional.of(new SimilarityFactors(
                        1 / 3.0, 0.01, Map.of(Characteristic.SHAPE, 0.1, Characteristic.HUE, -1e-17))));
        PrototypeMatches whole = new PrototypeMatches(
                matches.targets(),
                matches.similarities(),
                matches.weights(),
                matches.biases(),
                List.of(List.of(rich), matches.matches().get(1)),
                matches.shares(),
                matches.inputHeight(),
                matches.inputWidth(),
                matches.mapping(),
                matches.provenance(),
                matches.diagnostics());
        PrototypeMatches back = (PrototypeMatches) ExplanationJson.read(ExplanationJson.write(whole));
        assertThat(back).isEqualTo(whole);
        String older = ExplanationJson.write(whole).replaceFirst("\"shares\":\\[[^]]*],", "");
        assertThat(((PrototypeMatches) ExplanationJson.read(older)).shares()).isEmpty();
        assertThat(back.matches().get(0).get(0).patch().picture().orElseThrow().getRGB(2, 1) & 0xFFFFFF)
                .isEqualTo(0x123456);
        assertThat(back.render().overlay(picture).getWidth()).isGreaterThan(500);
    }

    @Test
    void aModelWithoutADescriptionSaysWhatIsMissing() {
        GoldenModel model = GoldenModel.of("distances");
        Applicability applicability = Explainers.inspect(model).get("prototypes");
        assertThat(applicability.level()).isEqualTo(Applicability.Level.CONDITIONAL);
        assertThatThrownBy(() -> Explainers.prototypes(model).explain(GoldenModel.image(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no prototypes.json lies beside golden")
                .hasMessageContaining("option prototypes");
    }

    @Test
    void aDescriptionOfAnotherModelIsRefused() {
        Tensor wrong = Golden.floats("logits");
        wrong.set(0, 99);
        GoldenModel model = new GoldenModel(Golden.floats("distances"), wrong);
        Prototypes explainer = new Prototypes(PrototypeNetwork.of(model, Golden.metadata(DISTANCES)));
        assertThatThrownBy(() -> explainer.explain(GoldenModel.image(0)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("golden says 99");
    }

    @Test
    void mapsOfAnotherNumberOfPrototypesAreRefused() {
        GoldenModel model = GoldenModel.of("conv_features");
        Prototypes explainer = new Prototypes(PrototypeNetwork.of(model, Golden.metadata(DISTANCES)));
        assertThatThrownBy(() -> explainer.explain(GoldenModel.image(0)))
                .isInstanceOf(ModelException.class)
                .hasMessage("layer maps has 8 maps, but 10 prototypes are described");
    }

    @Test
    void mapsWithoutExtentAreRefused() {
        GoldenModel model =
                new GoldenModel(Golden.floats("min_distances").reshape(Shape.of(3, 10, 1, 1)), Golden.floats("logits"));
        Prototypes explainer = new Prototypes(PrototypeNetwork.of(model, Golden.metadata(DISTANCES)));
        assertThatThrownBy(() -> explainer.explain(GoldenModel.image(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("single position");
    }

    @Test
    void valuesThatAreNotFiniteAreRefused() {
        Tensor maps = Golden.floats("distances");
        maps.set(5, Float.NaN);
        Prototypes explainer = new Prototypes(
                PrototypeNetwork.of(new GoldenModel(maps, Golden.floats("logits")), Golden.metadata(DISTANCES)));
        assertThatThrownBy(() -> explainer.explain(GoldenModel.image(0)))
                .isInstanceOf(ModelException.class)
                .hasMessage("the values of layer maps are not finite");
    }

    @Test
    void theBoxOfThePeakHoldsOneSpotOnly() {
        float[] map = new float[64];
        map[9] = 2;
        map[54] = 3;
        ActivationBox all = ActivationBox.of(map, 8, 8, 97, BoxRule.ALL);
        assertThat(all.box()).isEqualTo(new Box(1, 7, 1, 7));
        assertThat(all.blobs()).isEqualTo(2);
        assertThat(ActivationBox.of(map, 8, 8, 97, BoxRule.PEAK).box()).isEqualTo(new Box(6, 7, 6, 7));
    }

    @Test
    void halfOfThePeakIsNoLargerThanItsSpotAndAsSmallAsTheAnswerIsSharp() {
        float[] map = new float[64];
        for (int i = 0; i < 64; i++) {
            map[i] = i % 8 == 7 ? 0 : 1;
        }
        map[9] = 8;
        map[10] = 4;
        map[11] = 3.9f;
        map[54] = 7;
        assertThat(ActivationBox.of(map, 8, 8, 50, BoxRule.PEAK).box()).isEqualTo(new Box(0, 8, 0, 7));
        ActivationBox half = ActivationBox.of(map, 8, 8, 50, BoxRule.HALF);
        assertThat(half.box()).isEqualTo(new Box(1, 2, 1, 3));
        assertThat(half.blobs()).isEqualTo(2);
        assertThat(ActivationBox.of(map, 8, 8, 99, BoxRule.HALF).box()).isEqualTo(new Box(1, 2, 1, 2));
        float[] below = new float[64];
        for (int i = 0; i < 64; i++) {
            below[i] = map[i] - 9;
        }
        assertThat(ActivationBox.of(below, 8, 8, 95, BoxRule.HALF))
                .isEqualTo(ActivationBox.of(below, 8, 8, 95, BoxRule.PEAK));
    }

    @Test
    void theBoxIsThatOfTheDescriptionUnlessAnotherIsAskedForAndIsRecorded() {
        Prototypes usual = golden();
        Prototypes described = new Prototypes(PrototypeNetwork.of(
                GoldenModel.of("distances"), Golden.metadata(DISTANCES).withBox(BoxRule.HALF)));
        for (BoxRule rule : List.of(BoxRule.ALL, BoxRule.PEAK, BoxRule.HALF)) {
            PrototypeMatches asked = described.box(95, rule).explain(GoldenModel.image(1));
            assertThat(asked.provenance().options()).containsEntry("box", Prototypes.BOX.format(rule));
            assertThat(asked.matches())
                    .isEqualTo(usual.box(95, rule).explain(GoldenModel.image(1)).matches());
        }
        PrototypeMatches half = described.explain(GoldenModel.image(1));
        assertThat(half.provenance().options()).containsEntry("box", "half");
        assertThat(half.matches())
                .isEqualTo(usual.box(95, BoxRule.HALF)
                        .explain(GoldenModel.image(1))
                        .matches())
                .isNotEqualTo(usual.explain(GoldenModel.image(1)).matches());
        assertThat(usual.explain(GoldenModel.image(1)).provenance().options()).containsEntry("box", "all");
    }

    private static Prototypes golden() {
        return PrototypeGoldenTest.explainer("distances", DISTANCES);
    }
}
