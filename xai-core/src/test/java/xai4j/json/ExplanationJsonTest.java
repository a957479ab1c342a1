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
import xai4j.model.ScoreKind;
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
    void secondsAndEveryBitOfAFloatAreKept() {
        float signalling = Float.intBitsToFloat(0x7fa00001);
        Tensor values = Tensor.of(Shape.of(1, 1, 5), signalling, -0f, Float.MIN_VALUE, 1f / 3, Float.NEGATIVE_INFINITY);
        Explanation read = ExplanationJson.read(ExplanationJson.write(map(values)));
        for (int i = 0; i < values.size(); i++) {
            assertThat(Float.floatToRawIntBits(read.values().at(i))).isEqualTo(Float.floatToRawIntBits(values.at(i)));
        }
        assertThat(read.provenance().seconds()).isEqualTo(0.25);
    }

    @Test
    void twoRunsAreEqualWhateverTimeTheyTook() {
        Provenance slower = new Provenance("m", Map.of("seed", "7"), "model", "ab", Score.LOGIT, 12, 99, "1");
        Provenance other = new Provenance("m", Map.of("seed", "8"), "model", "ab", Score.LOGIT, 12, 0.25, "1");
        assertThat(slower).isEqualTo(PROVENANCE).hasSameHashCodeAs(PROVENANCE);
        assertThat(other).isNotEqualTo(PROVENANCE);
        assertThat(PROVENANCE.withScores(ScoreKind.LOGITS)).isNotEqualTo(PROVENANCE);
    }

    @Test
    void filesOfTheFirstSchemaAreRead() {
        String json = """
                {"type":"segment-attribution","targets":[{"index":3,"label":"b","score":0.5}],
                "values":{"shape":[1,2],"values":[0.1,"NaN"]},"standardErrors":null,
                "segmentation":{"width":3,"height":1,"ids":[0,0,1]},
                "mapping":{"offsetX":0.0,"scaleX":1.0,"offsetY":0.0,"scaleY":1.0},
                "provenance":{"method":"m","options":{"seed":"7"},"model":"model","modelSha256":"ab","score":"LOGIT",
                "evaluations":12,"seconds":0.25,"version":"1"},"diagnostics":{"measures":{},"verdicts":[]}}
                """;
        Explanation read = ExplanationJson.read(json);
        assertThat(read)
                .isEqualTo(new SegmentAttribution(
                        List.of(new ExplainedTarget(3, "b", 0.5)),
                        Tensor.of(Shape.of(1, 2), 0.1f, Float.NaN),
                        Optional.empty(),
                        Segmentation.of(3, 1, new int[] {0, 0, 1}),
                        PixelMapping.IDENTITY,
                        PROVENANCE,
                        Diagnostics.NONE));
    }

    @Test
    void theSchemaIsSaidAddedFieldsArePassedOverAndANewerSchemaIsRefused() {
        Explanation map = map(Tensor.of(Shape.of(1, 1, 1), 1f));
        String json = ExplanationJson.write(map);
        assertThat(json).startsWith("{\"schema\":" + ExplanationJson.SCHEMA + ",");
        String added = json.replace("\"provenance\":{", "\"mood\":[1,{}],\"provenance\":{\"weather\":{\"a\":1},");
        assertThat(ExplanationJson.read(added)).isEqualTo(map);
        assertThatThrownBy(() -> ExplanationJson.read(json.replace("\"schema\":2", "\"schema\":3")))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("schema 3")
                .hasMessageContaining("newer");
        assertThatThrownBy(() -> ExplanationJson.read(json.replace("\"schema\":2", "\"schema\":\"x\"")))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void whatIsMissingIsNamed() {
        String json = ExplanationJson.write(map(Tensor.of(Shape.of(1, 1, 1), 1f)));
        assertThatThrownBy(() -> ExplanationJson.read(json.replace("\"method\":\"m\",", "")))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("\"provenance.method\" is missing");
        assertThatThrownBy(() -> ExplanationJson.read(json.replace("\"type\":\"saliency-map\",", "")))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("\"type\" is missing");
    }

    @Test
    void aMapAndSixtyRegionsAreSmall() {
        Tensor gradients = Tensor.zeros(Shape.of(1, 3, 224, 224));
        for (int i = 0; i < gradients.size(); i++) {
            gradients.set(i, (float) Math.sin(i));
        }
        assertThat(ExplanationJson.write(map(gradients)).length()).isLessThan(810_000);
        int[] ids = new int[224 * 224];
        java.util.Arrays.setAll(ids, i -> i / 224 / 28 * 8 + i % 224 / 28);
        Explanation regions = new SegmentAttribution(
                TARGETS,
                Tensor.zeros(Shape.of(1, 64)),
                Optional.empty(),
                Segmentation.of(224, 224, ids),
                PixelMapping.IDENTITY,
                PROVENANCE,
                Diagnostics.NONE);
        assertThat(ExplanationJson.write(regions).length()).isLessThan(13_000);
        assertThat(ExplanationJson.read(ExplanationJson.write(regions))).isEqualTo(regions);
    }

    private static Explanation map(Tensor values) {
        return new SaliencyMap(TARGETS, values, 8, 8, PixelMapping.IDENTITY, PROVENANCE, Diagnostics.NONE);
    }

    @Test
    void whatIsNoExplanationIsRefused() {
        assertThatThrownBy(() -> ExplanationJson.read("{\"type\": \"poem\"}")).isInstanceOf(XaiException.class);
        assertThatThrownBy(() -> ExplanationJson.read("[")).isInstanceOf(XaiException.class);
    }
}
