package xai4j.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.InputRecord;
import xai4j.explain.Provenance;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.image.PixelMapping;
import xai4j.image.Preprocessing;
import xai4j.model.PreprocessingOrigin;
import xai4j.model.Score;
import xai4j.segment.Segmentation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class ExplanationJsonTest {
    private static final List<ExplainedTarget> TARGETS = List.of(new ExplainedTarget(3, "öl \"x\"", 0.1));
    private static final Provenance PROVENANCE =
            new Provenance("m", Map.of("seed", "7"), "model", "ab", Score.LOGIT, 12, 0.25, "1");

    @Test
    void aSaliencyMapComesBackBitForBit() {
        Tensor values = Tensor.of(Shape.of(1, 2, 2), 0.1f, -0f, Float.NaN, Float.MIN_VALUE);
        Explanation map = new SaliencyMap(
                TARGETS,
                values,
                8,
                8,
                new PixelMapping(1.5, 2, 0, 3),
                PROVENANCE,
                Diagnostics.NONE.with("gap", 1e-300));
        assertThat(ExplanationJson.read(ExplanationJson.write(map))).isEqualTo(map);
    }

    @Test
    void aSaliencyMapComesBackWithItsStandardErrorsOrWithout() {
        Tensor values = Tensor.of(Shape.of(1, 1, 2), 0.1f, 2f);
        Tensor errors = Tensor.of(Shape.of(1, 1, 2), 0.01f, 0.5f);
        Explanation map = new SaliencyMap(
                TARGETS, values, Optional.of(errors), 8, 8, PixelMapping.IDENTITY, PROVENANCE, Diagnostics.NONE);
        String json = ExplanationJson.write(map);
        assertThat(ExplanationJson.read(json)).isEqualTo(map);
        Explanation old = new SaliencyMap(TARGETS, values, 8, 8, PixelMapping.IDENTITY, PROVENANCE, Diagnostics.NONE);
        String withoutField = ExplanationJson.write(old).replaceFirst("\\s*\"standardErrors\"\\s*:\\s*null\\s*,", "");
        assertThat(withoutField).doesNotContain("standardErrors");
        assertThat(ExplanationJson.read(withoutField)).isEqualTo(old);
    }

    @Test
    void howTheInputWasMadeComesBackAndOlderFilesSayNothingOfIt() {
        InputRecord input = new InputRecord(
                InputRecord.Source.PHOTOGRAPH, Preprocessing.caffe(), PreprocessingOrigin.ASSUMED, 32, 48);
        Tensor values = Tensor.of(Shape.of(1, 1, 1), 1f);
        Explanation map = new SaliencyMap(
                TARGETS, values, 8, 8, PixelMapping.IDENTITY, PROVENANCE.withInput(input), Diagnostics.NONE);
        String json = ExplanationJson.write(map);
        assertThat(json).contains("\"origin\":\"ASSUMED\"", "\"fit\":\"SQUASH\"");
        assertThat(ExplanationJson.read(json)).isEqualTo(map);
        Explanation without =
                new SaliencyMap(TARGETS, values, 8, 8, PixelMapping.IDENTITY, PROVENANCE, Diagnostics.NONE);
        String older = ExplanationJson.write(without).replace(",\"input\":null", "");
        assertThat(older).doesNotContain("input\":null");
        assertThat(ExplanationJson.read(older)).isEqualTo(without);
    }

    @Test
    void aSegmentAttributionComesBackBitForBit() {
        Segmentation regions = Segmentation.of(3, 1, new int[] {0, 0, 1});
        Tensor values = Tensor.of(Shape.of(1, 2), 1f / 3, Float.NEGATIVE_INFINITY);
        for (Optional<Tensor> errors : List.of(Optional.<Tensor>empty(), Optional.of(values))) {
            Explanation attribution = new SegmentAttribution(
                    TARGETS,
                    values,
                    errors,
                    regions,
                    PixelMapping.IDENTITY,
                    PROVENANCE,
                    Diagnostics.NONE.with("careful"));
            assertThat(ExplanationJson.read(ExplanationJson.write(attribution))).isEqualTo(attribution);
        }
    }

    @Test
    void whatIsNoExplanationIsRefused() {
        assertThatThrownBy(() -> ExplanationJson.read("{\"type\": \"poem\"}")).isInstanceOf(XaiException.class);
        assertThatThrownBy(() -> ExplanationJson.read("[")).isInstanceOf(XaiException.class);
    }
}
