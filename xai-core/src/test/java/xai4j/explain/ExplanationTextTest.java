package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.ImageInput;
import xai4j.image.PixelMapping;
import xai4j.lime.Lime;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What a log or a debugger shows of models, explainers and explanations is one line that says what they are. */
class ExplanationTextTest {
    private static final ModelSpec SPEC =
            ModelSpec.of("spots.onnx", ImageInput.nchw(1, 2, 2)).withLabels(List.of("dark", "<light>"));

    private static SaliencyMap map() {
        return new SaliencyMap(
                List.of(new ExplainedTarget(1, "<light>", 0.75)),
                Tensor.of(Shape.of(1, 2, 2), 1, 0, 0, -1),
                2,
                2,
                PixelMapping.IDENTITY,
                new Provenance("saliency", Map.of(), "spots.onnx", "", Score.LOGIT, 1, 0, "development"),
                new Diagnostics(Map.of(), List.of("the scores are odd")));
    }

    @Test
    void explanationsSayWhatTheyAre() {
        assertThat(map())
                .hasToString(
                        "saliency of spots.onnx, SaliencyMap[1, 2, 2]: <light> (class 1), score 0.7500; the scores are odd");
    }

    @Test
    void explainersNameWhatDiffersFromTheirDefaults() {
        try (Model model = Models.of(SPEC, batch -> batch)) {
            assertThat(Explainers.lime(model)).hasToString("lime of spots.onnx {}");
            assertThat(Lime.SAMPLES).hasToString("samples=1000");
            assertThat(Explainers.lime(model).samples(7).target(Target.top(2)))
                    .hasToString("lime of spots.onnx {target=top:2, samples=7}");
        }
    }

    @Test
    void modelsSayNameInputAndClasses() {
        try (Model model = Models.of(SPEC, batch -> batch)) {
            assertThat(model).hasToString("FunctionModel[spots.onnx [1, 2, 2] to 2 labels (OTHER)]");
        }
    }

    @Test
    void htmlHoldsThePictureAndIsEscaped() throws IOException {
        BufferedImage photograph = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        String html = map().toHtml(photograph);
        assertThat(html).startsWith("<figure><img alt=\"saliency of spots.onnx").contains("&lt;light&gt;");
        String data = html.replaceAll("(?s).*base64,([^\"]*)\".*", "$1");
        BufferedImage drawn =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data)));
        BufferedImage sheet = map().render().overlay(photograph);
        assertThat(drawn.getWidth()).isEqualTo(sheet.getWidth());
        assertThat(drawn.getRGB(20, 20)).isEqualTo(sheet.getRGB(20, 20));
    }
}
