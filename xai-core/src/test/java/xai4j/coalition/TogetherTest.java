package xai4j.coalition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.baseline.Baseline;
import xai4j.coalition.sampling.MaskSampling;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.segment.Segmenter;
import xai4j.tensor.Tensor;

/** Methods that ask together: the passes they save, and that each has the numbers which it has alone with the same options. */
class TogetherTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 16, 24);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);
    private static final Segmentation REGIONS = ToyModel.grid(24, 16, 6, 4);
    private static final int SAMPLES = 200;

    private final ToyModel model = new ToyModel(INPUT);

    private List<Explainer<?>> regional() {
        return List.of(
                Explainers.lime(model).segmentation(REGIONS).samples(SAMPLES),
                Explainers.kernelShap(model).segmentation(REGIONS).samples(SAMPLES),
                Explainers.featureAblation(model).segmentation(REGIONS).fill(Baseline.mean()));
    }

    @Test
    void severalMethodsCostHardlyMoreThanOne() {
        Together together = Together.of(regional());
        together.explain(IMAGE);
        int whole = 2; // LIME's probabilities and the outputs
        int empty = 1;
        int oneByOne = 24;
        assertThat(model.images.get()).isBetween(SAMPLES, SAMPLES + whole + empty + oneByOne);
    }

    @Test
    void eachHasTheNumbersThatItHasAloneWithTheSameOptions() {
        Together together = Together.of(regional());
        List<Explanation> explanations = together.explain(IMAGE);
        for (int i = 0; i < explanations.size(); i++) {
            SegmentAttribution shared = (SegmentAttribution) explanations.get(i);
            SegmentAttribution alone =
                    (SegmentAttribution) together.explainers().get(i).explain(IMAGE);
            assertThat(shared.values()).as(alone.provenance().method()).isEqualTo(alone.values());
            assertThat(shared.standardErrors()).isEqualTo(alone.standardErrors());
            assertThat(shared.targets()).isEqualTo(alone.targets());
            assertThat(shared.provenance().options())
                    .isEqualTo(alone.provenance().options());
        }
    }

    @Test
    void aProvenanceSufficesToMakeASharedExplanationAgain() {
        Segmenter cells = Segmenter.grid(6, 4);
        List<Explanation> shared = Explainers.together(
                        Explainers.lime(model).segmenter(cells).samples(SAMPLES),
                        Explainers.rise(model).regions(cells).samples(SAMPLES).fill(Baseline.mean()),
                        Explainers.kernelShap(model).segmenter(cells).samples(SAMPLES))
                .explain(IMAGE);
        assertThat(model.images.get()).isLessThan(SAMPLES + 10);
        for (Explanation explanation : shared) {
            Explanation again = Explainers.of(explanation.provenance(), model).explain(IMAGE);
            assertThat(values(again)).isEqualTo(values(explanation));
        }
    }

    private static Tensor values(Explanation explanation) {
        return explanation instanceof SaliencyMap map ? map.values() : ((SegmentAttribution) explanation).values();
    }

    @ParameterizedTest
    @EnumSource(Score.class)
    void anotherNumberOfTheSameTargetIsStillTheSameAsAlone(Score score) {
        Explainer<?> lime =
                Explainers.lime(model).segmentation(REGIONS).samples(SAMPLES).score(score);
        Together together = Explainers.together(
                lime, Explainers.kernelShap(model).segmentation(REGIONS).samples(SAMPLES));
        SegmentAttribution shared = (SegmentAttribution) together.explain(IMAGE).get(0);
        assertThat(shared.values())
                .isEqualTo(((SegmentAttribution) together.explainers().get(0).explain(IMAGE)).values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"top:3", "1-0", "predicted"})
    void anyTargetMayBeShared(String target) {
        Together together = Explainers.together(
                Explainers.lime(model)
                        .segmentation(REGIONS)
                        .samples(SAMPLES)
                        .score(Score.OUTPUT)
                        .target(Target.parse(target)),
                Explainers.kernelShap(model)
                        .segmentation(REGIONS)
                        .samples(SAMPLES)
                        .target(Target.parse(target)));
        int before = model.images.get();
        List<Explanation> shared = together.explain(IMAGE);
        assertThat(model.images.get() - before).isLessThan(SAMPLES + 10);
        for (int i = 0; i < shared.size(); i++) {
            assertThat(((SegmentAttribution) shared.get(i)).values())
                    .isEqualTo(
                            ((SegmentAttribution) together.explainers().get(i).explain(IMAGE)).values());
        }
    }

    @Test
    void limeTakesNoFewerMasksThanItWants() {
        Together fewer = Explainers.together(
                Explainers.lime(model).segmentation(REGIONS).samples(SAMPLES),
                Explainers.kernelShap(model).segmentation(REGIONS).samples(SAMPLES / 2));
        assertThat(fewer.remarks()).isEmpty();
        assertThat(fewer.explainers().get(0).options().describe())
                .containsEntry("samples", "" + SAMPLES)
                .containsEntry("mask-sampling", "coin-flips");
        Together more = Explainers.together(
                Explainers.lime(model).segmentation(REGIONS).samples(SAMPLES / 2),
                Explainers.kernelShap(model).segmentation(REGIONS).samples(SAMPLES));
        assertThat(more.remarks()).singleElement().asString().contains("lime", "200 masks");
        assertThat(more.explainers().get(0).options().describe())
                .containsEntry("samples", "" + SAMPLES)
                .containsEntry("mask-sampling", "leverage-pairs");
    }

    @Test
    void otherFillsRegionsOrSeedsAreNotMixedUp() {
        List<Explainer<?>> different = List.of(
                Explainers.lime(model).segmentation(REGIONS).samples(SAMPLES).fill(Baseline.zero()),
                Explainers.kernelShap(model).segmentation(REGIONS).samples(SAMPLES),
                Explainers.kernelShap(model)
                        .segmentation(ToyModel.grid(24, 16, 4, 4))
                        .samples(SAMPLES),
                Explainers.kernelShap(model)
                        .segmentation(REGIONS)
                        .samples(SAMPLES)
                        .seed(1));
        Together together = Together.of(different);
        assertThat(together.explainers()).isEqualTo(different);
        assertThat(together.remarks()).isEmpty();
    }

    @Test
    void fewRegionsAreEnumeratedOnceForAll() {
        Segmentation few = ToyModel.grid(24, 16, 3, 2);
        Together together = Explainers.together(
                Explainers.lime(model).segmentation(few),
                Explainers.kernelShap(model).segmentation(few),
                Explainers.exactShapley(model).segmentation(few));
        List<Explanation> shared = together.explain(IMAGE);
        int wholeOfEach = 4;
        assertThat(model.images.get()).isLessThanOrEqualTo(64 + wholeOfEach);
        assertThat(((SegmentAttribution) shared.get(0)).values())
                .isEqualTo(
                        Explainers.lime(model).segmentation(few).explain(IMAGE).values());
    }

    @Test
    void theFillIsMadeOnceForAll() {
        AtomicInteger made = new AtomicInteger();
        Baseline counting = new Baseline() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public List<Tensor> images(PreparedImage image, Segmentation regions, long seed) {
                made.incrementAndGet();
                return Baseline.mean().images(image, regions, seed);
            }
        };
        Explainers.together(
                        Explainers.lime(model)
                                .segmentation(REGIONS)
                                .samples(SAMPLES)
                                .fill(counting),
                        Explainers.kernelShap(model)
                                .segmentation(REGIONS)
                                .samples(SAMPLES)
                                .fill(counting))
                .explain(IMAGE);
        assertThat(made).hasValue(1);
    }

    /** Regions of twice the picture's sides. */
    private record TooLarge(String name) implements Segmenter {
        @Override
        public Segmentation segment(BufferedImage image) {
            return ToyModel.grid(2 * image.getWidth(), 2 * image.getHeight(), 6, 4);
        }
    }

    @Test
    void regionsOfAnotherSizeAreRefusedAsTheyAreAlone() {
        Segmenter larger = new TooLarge("too-large");
        Explainer<?> lime = Explainers.lime(model).segmenter(larger);
        Together together =
                Together.of(List.of(lime, Explainers.kernelShap(model).segmenter(larger)));
        String refused = "the segmentation has 48×32 pixels (width × height), the model's input 24×16";
        assertThatThrownBy(() -> lime.explain(IMAGE)).hasMessage(refused);
        assertThatThrownBy(() -> together.explain(IMAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(refused);
    }

    @Test
    void limeWithPairsAloneIsSaidInItsOptionsAndMeasures() {
        SegmentAttribution why = Explainers.lime(model)
                .segmentation(REGIONS)
                .samples(SAMPLES)
                .maskSampling(MaskSampling.LEVERAGE_PAIRS)
                .explain(IMAGE);
        assertThat(why.provenance().options()).containsEntry("mask-sampling", "leverage-pairs");
        assertThat(why.diagnostics().measures().get("effective-samples")).isBetween(10.0, (double) SAMPLES);
    }
}
