package xai4j.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.Explainers;
import xai4j.explain.Applicability;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.image.ImageHash;
import xai4j.image.PreparedImage;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.SmallNet;

/** What a file says of an explanation suffices to make it again, bit for bit. */
class RepeatedExplanationTest {
    private static final SmallNet NET = SmallNet.planar(3);
    private static final PreparedImage IMAGE = SmallNet.image(NET.spec().input(), 5);

    static Stream<String> methods() {
        return Explainers.inspect(NET).entrySet().stream()
                .filter(method -> method.getValue().level() != Applicability.Level.IMPOSSIBLE)
                .map(Map.Entry::getKey)
                // a network of prototypes is another one; xai-onnx has it
                .filter(method -> !method.equals("prototypes"));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodMakesItsExplanationAgainFromItsJson(String method) {
        Explanation made = small(Explainers.named(method, NET)).explain(IMAGE);
        Explanation read = ExplanationJson.read(ExplanationJson.write(made));
        assertThat(read).isEqualTo(made);
        assertThat(Explainers.of(read.provenance(), NET).explain(IMAGE)).isEqualTo(made);
    }

    /** Six by four pixels hold no sixty regions of a photograph. */
    private static Explainer<?> small(Explainer<?> explainer) {
        return explainer.options().describe().containsKey("segmenter")
                        && !explainer.method().equals("occlusion")
                ? explainer.set("segmenter", "grid:3x2")
                : explainer;
    }

    @Test
    void manyMethodsAreAmongThem() {
        assertThat(methods()).hasSizeGreaterThan(25).contains("occlusion", "lime", "grad-cam", "nbdt-hard");
    }

    @Test
    void aTargetThatIsNoClassIsRepeatedToo() {
        Explanation made = Explainers.named("lime", NET)
                .set("segmenter", "grid:3x2")
                .set("target", "a-b")
                .explain(IMAGE);
        assertThat(Explainers.of(made.provenance(), NET).explain(IMAGE)).isEqualTo(made);
        assertThat(made.provenance().scores()).contains(ScoreKind.LOGITS);
    }

    @Test
    void theProvenanceSaysWhichPictureAndWhatScores() {
        Provenance provenance = Explainers.saliency(NET).explain(IMAGE).provenance();
        assertThat(provenance.scores()).contains(ScoreKind.LOGITS);
        assertThat(provenance.input().orElseThrow().sha256()).isEqualTo(ImageHash.of(IMAGE.tensor()));
        assertThat(provenance.input().orElseThrow().photographSha256()).isEmpty();
    }

    @Test
    void anotherModelIsRefused() {
        Provenance foreign = new Provenance("saliency", Map.of(), "other", "ab", Score.LOGIT, 1, 1, "1");
        assertThatThrownBy(() -> Explainers.of(foreign, NET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("other", "small", "ab");
    }
}
