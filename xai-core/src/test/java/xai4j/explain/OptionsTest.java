package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import xai4j.model.Score;

class OptionsTest {
    private static final Option<Integer> SAMPLES =
            Option.integer("samples", 100, 1, 1000, "how many").alias("count");
    private static final Option<Score> SCORE = Option.choice("score", Score.LOGIT, "which");
    private static final Option<Double> RATE = Option.real("rate", 0.5, 0, 1, "how fast");
    private final Options options = Options.of(SAMPLES, SCORE, RATE);

    @Test
    void changingGivesAnotherAndDescribesEveryOption() {
        Options changed = options.with(SAMPLES, 7).with("score", "probability").with("count", "8");
        assertThat(changed.get(SAMPLES)).isEqualTo(8);
        assertThat(options.get(SAMPLES)).isEqualTo(100);
        assertThat(changed.describe())
                .containsExactly(
                        java.util.Map.entry("samples", "8"),
                        java.util.Map.entry("score", "probability"),
                        java.util.Map.entry("rate", "0.5"));
        assertThat(changed.isSet(RATE)).isFalse();
    }

    @Test
    void whatIsNotAllowedIsNamedWithWhatIs() {
        assertThatThrownBy(() -> options.with(SAMPLES, 0))
                .hasMessageContaining("samples")
                .hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> options.with("samples", "many")).hasMessageContaining("many");
        assertThatThrownBy(() -> options.with("score", "logits")).hasMessageContaining("logit|probability|output");
        assertThatThrownBy(() -> options.with("rate", "NaN")).hasMessageContaining("rate");
        assertThatThrownBy(() -> options.with("sample", "3")).hasMessageContaining("samples, score, rate");
    }
}
