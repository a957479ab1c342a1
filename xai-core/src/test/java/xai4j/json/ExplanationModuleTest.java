package xai4j.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Explanation;
import xai4j.explain.SegmentAttribution;
import xai4j.image.ImageInput;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.segment.Segmenter;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A mapper of somebody else, with settings of its own, writes explanations in the one form that there is. */
class ExplanationModuleTest {
    private final ObjectMapper theirs = JsonMapper.builder()
            .addModule(ExplanationJson.module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static SegmentAttribution explanation() {
        ModelSpec spec = ModelSpec.of("first pixel", ImageInput.nchw(3, 4, 4));
        try (Model model = Models.of(spec, batch -> {
            Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 1));
            for (int i = 0; i < batch.shape().dim(0); i++) {
                scores.set(i, batch.row(i).at(0));
            }
            return scores;
        })) {
            return Explainers.lime(model)
                    .samples(20)
                    .segmenter(Segmenter.grid(2, 2))
                    .explain(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB));
        }
    }

    @Test
    void writesTheOneFormWhateverTheMapperIsSetTo() throws Exception {
        SegmentAttribution why = explanation();
        String whole = theirs.writeValueAsString(Map.of("answer", why));
        assertThat(theirs.readTree(whole).get("answer")).isEqualTo(theirs.readTree(ExplanationJson.write(why)));
    }

    @Test
    void readsWhatItWrote() throws Exception {
        SegmentAttribution why = explanation();
        assertThat(theirs.readValue(theirs.writeValueAsString(why), Explanation.class))
                .isEqualTo(why);
    }

    @Test
    void whatIsNoExplanationIsRefusedInWords() {
        assertThatThrownBy(() -> theirs.readValue("{\"type\":\"nonsense\"}", Explanation.class))
                .hasMessageContaining("not an explanation in JSON");
    }
}
