package xai4j.occlusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.baseline.Baseline;
import xai4j.coalition.Estimate;
import xai4j.coalition.Goldens;
import xai4j.coalition.ToyModel;
import xai4j.coalition.mask.MaskBatch;
import xai4j.explain.Explanation;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.ImageLayout;
import xai4j.image.PreparedImage;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class OcclusionTest {
    private static final int HEIGHT = 11;
    private static final int WIDTH = 17;

    /** Mean over covering windows of what hiding a window takes from a linear model. */
    private static double expected(
            ToyModel model, PreparedImage image, int target, int y, int x, int window, int stride) {
        double sum = 0;
        int count = 0;
        for (int top = 0; top == 0 || (top < HEIGHT && top - stride + window < HEIGHT); top += stride) {
            for (int left = 0; left == 0 || (left < WIDTH && left - stride + window < WIDTH); left += stride) {
                if (y >= top && y < top + window && x >= left && x < left + window) {
                    sum += drop(model, image, target, top, left, window);
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double drop(ToyModel model, PreparedImage image, int target, int top, int left, int window) {
        boolean planar = image.input().layout() == ImageLayout.NCHW;
        double drop = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = top; y < Math.min(HEIGHT, top + window); y++) {
                for (int x = left; x < Math.min(WIDTH, left + window); x++) {
                    int index = planar ? (c * HEIGHT + y) * WIDTH + x : (y * WIDTH + x) * 3 + c;
                    drop += model.weight(target, index) * image.tensor().at(index);
                }
            }
        }
        return drop;
    }

    @ParameterizedTest
    @CsvSource({
        "NCHW, 4, 2",
        "NHWC, 4, 2",
        "NCHW, 5, 3",
        "NCHW, 3, 4",
        "NCHW, 11, 1",
        "NCHW, 1, 7",
        "NHWC, 3, 9",
        "NCHW, 2, 40"
    })
    void everyPixelGetsTheMeanDropOfItsWindows(ImageLayout layout, int window, int stride) {
        ImageInput input = new ImageInput(layout, 3, HEIGHT, WIDTH, Shape.DYNAMIC);
        ToyModel model = new ToyModel(input);
        PreparedImage image = ToyModel.image(input, 9);
        Explanation explanation = Explainers.occlusion(model)
                .window(window)
                .stride(stride)
                .target(Target.indices(1, 2))
                .explain(image);
        assertThat(explanation).isInstanceOf(SaliencyMap.class);
        Tensor values = explanation.values();
        assertThat(values.shape()).isEqualTo(Shape.of(2, HEIGHT, WIDTH));
        for (int t = 0; t < 2; t++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    assertThat((double) values.get(t, y, x))
                            .isCloseTo(expected(model, image, t + 1, y, x, window, stride), within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 7, 6", "3, 9, 4", "2, 40, 1", "4, 4, 15"})
    void noWindowBeginsBeyondTheBorderAndPixelsUnderNoneAreCounted(int window, int stride, int count) {
        Windows windows = new Windows(WIDTH, HEIGHT, window, stride);
        assertThat(windows.count()).isEqualTo(count);
        boolean[] under = new boolean[WIDTH * HEIGHT];
        for (int w = 0; w < count; w++) {
            assertThat(windows.left(w)).isLessThan(windows.right(w));
            assertThat(windows.top(w)).isLessThan(windows.bottom(w));
            for (int y = windows.top(w); y < windows.bottom(w); y++) {
                Arrays.fill(under, y * WIDTH + windows.left(w), y * WIDTH + windows.right(w), true);
            }
        }
        long none = IntStream.range(0, under.length).filter(i -> !under[i]).count();
        assertThat(windows.uncovered()).isCloseTo(none / (double) under.length, within(1e-12));
    }

    @Test
    void pixelsUnderNoWindowAreSaid() {
        ImageInput input = ImageInput.nchw(3, HEIGHT, WIDTH);
        Explanation explanation =
                Explainers.occlusion(new ToyModel(input)).window(1).stride(7).explain(ToyModel.image(input, 9));
        assertThat(explanation.diagnostics().verdicts())
                .anyMatch(verdict -> verdict.startsWith("96.8 % of the pixels lie under no window"));
    }

    @Test
    void regionsAreHiddenInsteadOfWindowsWhenGiven() {
        ImageInput input = ImageInput.nchw(3, HEIGHT, WIDTH);
        ToyModel model = new ToyModel(input);
        PreparedImage image = ToyModel.image(input, 9);
        Segmentation halves = ToyModel.grid(WIDTH, HEIGHT, 1, HEIGHT);
        Explanation explanation = Explainers.occlusion(model)
                .segmenter(picture -> halves)
                .target(Target.index(0))
                .explain(image);
        SegmentAttribution ablation = Explainers.featureAblation(model)
                .segmentation(halves)
                .target(Target.index(0))
                .explain(image);
        assertThat(explanation.values()).isEqualTo(ablation.values());
        assertThat(explanation.provenance().options()).containsEntry("segmenter", "custom");
        assertThat(Explainers.occlusion(model)
                        .segmenter(xai4j.segment.Segmenter.of("halves", picture -> halves))
                        .explain(image)
                        .provenance()
                        .options())
                .containsEntry("segmenter", "halves");
        double drop = 0;
        for (int c = 0; c < 3; c++) {
            for (int x = 0; x < WIDTH; x++) {
                int index = (c * HEIGHT + 4) * WIDTH + x;
                drop += model.weight(0, index) * image.tensor().at(index);
            }
        }
        assertThat((double) ablation.values().get(0, 4)).isCloseTo(drop, within(1e-5));
        assertThat(ablation.provenance().evaluations()).isEqualTo(1 + HEIGHT);
    }

    @Test
    void ablationOfTheEnumeratedGameMatchesCaptum() {
        Tensor captum = Goldens.floats("feature_ablation");
        Segmentation segments = Goldens.segments();
        for (int image = 0; image < Goldens.IMAGES; image++) {
            double[] full = Goldens.logits("zero", image).evaluate(MaskBatch.full(Goldens.REGIONS, 1));
            Estimate estimate = FeatureAblation.ablate(Goldens.logits("zero", image), full);
            for (int y = 0; y < 32; y++) {
                for (int x = 0; x < 32; x++) {
                    assertThat(estimate.values()[Goldens.TARGETS[image]][segments.at(x, y)])
                            .isCloseTo(captum.get(image, 0, y, x), within(1e-5));
                }
            }
        }
    }

    @Test
    void aBudgetLeavesTheRestOfTheMapAtZeroAndSaysSo() {
        ImageInput input = ImageInput.nchw(3, HEIGHT, WIDTH);
        Explanation explanation = Explainers.occlusion(new ToyModel(input))
                .window(4)
                .stride(4)
                .maxEvaluations(6)
                .explain(ToyModel.image(input, 9));
        assertThat(explanation.provenance().evaluations()).isEqualTo(6);
        assertThat(explanation.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("5 of 15 windows"));
    }

    @Test
    void aFillThatEqualsThePictureIsSaid() {
        ImageInput input = ImageInput.nchw(3, HEIGHT, WIDTH);
        PreparedImage black =
                PreparedImage.ofTensor(Tensor.zeros(input.imageShape()), input, xai4j.image.Preprocessing.unit());
        Explanation explanation = Explainers.featureAblation(new ToyModel(input))
                .segmentation(ToyModel.grid(WIDTH, HEIGHT, 2, 2))
                .explain(black);
        assertThat(explanation.diagnostics().verdicts())
                .anyMatch(verdict -> verdict.startsWith("the fill equals the picture everywhere"))
                .anyMatch(verdict -> verdict.startsWith("no region changes the score"));
    }

    @Test
    void aWindowLargerThanTheImageIsRefused() {
        ImageInput input = ImageInput.nchw(3, HEIGHT, WIDTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explainers.occlusion(new ToyModel(input))
                        .window(40)
                        .fill(Baseline.black())
                        .explain(ToyModel.image(input, 9)))
                .withMessageContaining("window of 40");
    }
}
