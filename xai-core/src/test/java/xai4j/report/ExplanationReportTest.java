package xai4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

class ExplanationReportTest {
    private static final String EVIL = "<script>alert(1)</script> \"'&`=</textarea>";
    private static final BufferedImage PHOTOGRAPH = new BufferedImage(40, 20, BufferedImage.TYPE_INT_RGB);

    private static Provenance provenance(String method, String photographHash) {
        return new Provenance(method, Map.of("target", "top:2", "note", EVIL), EVIL, "ab12", Score.LOGIT, 7, 0.5, "1.0")
                .withInput(new InputRecord(
                        InputRecord.Source.PHOTOGRAPH,
                        Preprocessing.unit(),
                        PreprocessingOrigin.GIVEN,
                        20,
                        20,
                        List.of(),
                        "cd34",
                        photographHash));
    }

    private static SaliencyMap map(String photographHash) {
        Tensor values = Tensor.of(Shape.of(2, 2, 2), 0, 0.25f, 1, 0, 0, 0, 0, 2);
        return new SaliencyMap(
                List.of(new ExplainedTarget(0, EVIL, 3.5), new ExplainedTarget(1, "cat", 1)),
                values,
                20,
                20,
                new PixelMapping(10, 1, 0, 1),
                provenance("grad-cam", photographHash),
                Diagnostics.NONE.with(EVIL).with("gap", 0.125));
    }

    private static SegmentAttribution regions() {
        return new SegmentAttribution(
                List.of(new ExplainedTarget(1, "cat", 0.5)),
                Tensor.of(Shape.of(1, 3), -1, 3, 0.5f),
                Optional.empty(),
                Segmentation.of(4, 1, new int[] {0, 0, 1, 2}),
                PixelMapping.IDENTITY,
                provenance("lime", "ef56"),
                Diagnostics.NONE);
    }

    private static JsonNode data(String html) throws JsonProcessingException {
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(start) + start.length();
        return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }

    private static String report(Explanation explanation) {
        return explanation.report().photograph(PHOTOGRAPH).html();
    }

    @Test
    void labelsOptionsAndVerdictsAreTextWhateverTheyHold() throws JsonProcessingException {
        String html = report(map("ef56"));

        assertThat(html).doesNotContain("<script>alert").doesNotContain("</textarea>");
        assertThat(html).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
        // one for the data, one for the page's own
        assertThat(html.split("<script", -1)).hasSize(3);
        assertThat(data(html).at("/methods/0/answers/0/label").asText()).isEqualTo(EVIL);
    }

    @Test
    void nothingComesFromElsewhere() {
        assertThat(report(map("ef56")))
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("@import")
                .contains("default-src 'none'");
    }

    @Test
    void theDataHoldTheMapItsPlaceAndOneScale() throws JsonProcessingException {
        JsonNode method = data(report(map("ef56"))).at("/methods/0");

        assertThat(method.at("/grid/left").asDouble()).isEqualTo(0.25);
        assertThat(method.at("/grid/width").asDouble()).isEqualTo(0.5);
        assertThat(method.at("/grid/height").asDouble()).isEqualTo(1);
        assertThat(method.at("/answers/0/limit").asDouble()).isEqualTo(2);
        assertThat(method.at("/answers/1/limit").asDouble()).isEqualTo(2);
        ByteBuffer steps = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(method.at("/answers/0/values").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(steps.remaining()).isEqualTo(8);
        assertThat(steps.getShort(2) / 32767.0 * method.at("/answers/0/largest").asDouble())
                .isEqualTo(0.25, offset(1e-4));
    }

    @Test
    void regionsKeepTheirNumbersAndTheirOutlines() throws JsonProcessingException {
        JsonNode method = data(report(regions())).at("/methods/0");

        assertThat(method.at("/grid/regions").toString()).isEqualTo("[2,0,1,1,1,2]");
        assertThat(method.at("/answers/0/regions").toString()).isEqualTo("[-1.0,3.0,0.5]");
    }

    @Test
    void sentencesSayWhatIsSeen() {
        assertThat(AnswerSentence.of(map("ef56"), 1))
                .isEqualTo(
                        "grad-cam for cat (logit 1.000): what speaks for it is strongest in the lower right of what the"
                                + " model sees, and half of it lies on 25 % of that.");
        assertThat(AnswerSentence.of(regions(), 0))
                .isEqualTo("lime for cat (logit 0.5000): the region that speaks loudest for it is number 1 in the"
                        + " centre (+3.00), and 1 of 3 regions hold half of what speaks for it.");
    }

    @Test
    void severalMethodsShareAPageAndSayTheirOwnVerdicts() throws JsonProcessingException {
        String html =
                map("ef56").report().with(regions()).photograph(PHOTOGRAPH).html();

        assertThat(data(html).at("/methods")).hasSize(2);
        assertThat(html).contains("<li>grad-cam: &lt;script&gt;");
    }

    @Test
    void aReportIsAboutOneImage() {
        assertThatThrownBy(() -> map("aa").report().with(regions()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one image");
    }

    @Test
    void theCommandIsTheGivenOneOrComesFromTheProvenance() {
        assertThat(regions().report().command("xai explain a.onnx").html())
                .contains("<pre id=\"command\">xai explain a.onnx</pre>");
        assertThat(ReproducingCommand.of(regions()))
                .startsWith("xai explain MODEL --image PHOTO --method lime ")
                .contains("--target top:2", "--preprocess unit");
        assertThat(ReproducingCommand.quoted(List.of("a", "it's"))).isEqualTo("a 'it'\\''s'");
    }

    @Test
    void aPageOfFineMapsAndALargePhotographStaysBelowFiveMegabytes(@TempDir Path folder) throws Exception {
        Tensor fine = Tensor.zeros(Shape.of(10, 1, 400, 400));
        for (int i = 0; i < fine.size(); i++) {
            fine.set(i, (float) Math.sin(i * 12.9898) * 43758 % 1);
        }
        BufferedImage large = new BufferedImage(3000, 2000, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 6_000_000; i++) {
            large.setRGB(i % 3000, i / 3000, i * 2654435);
        }
        SaliencyMap map = new SaliencyMap(
                IntStream.range(0, 10)
                        .mapToObj(i -> new ExplainedTarget(i, "class " + i, i))
                        .toList(),
                fine,
                400,
                400,
                PixelMapping.IDENTITY,
                provenance("saliency", "ef56"),
                Diagnostics.NONE);
        Path page = folder.resolve("report.html");

        map.report().photograph(large).write(page);

        assertThat(Files.size(page)).isBetween(1_000_000L, 5_000_000L);
        assertThat(Files.readString(page)).contains("neighbouring cells are put together");
    }

    @Test
    void withoutThePhotographThePageSaysSo() {
        assertThat(map("ef56").report().html()).contains("The photograph was not given");
    }
}
