package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final float[] SCORES = {0.1f, 0.7f, 0.2f, 0.7f};
    private static final List<String> LABELS = List.of("cat", "dog", "Bird", "fish");

    @Test
    void theHighestScoresComeFirstAndTiesInOrder() {
        assertThat(Target.predicted().resolve(SCORES, LABELS)).containsExactly(1);
        assertThat(Target.parse("top:3").resolve(SCORES, LABELS)).containsExactly(1, 3, 2);
        assertThat(Target.top(9).resolve(SCORES, LABELS)).hasSize(4);
    }

    @Test
    void labelsIgnoreCaseAndIndicesKeepTheirOrder() {
        assertThat(Target.parse("bird").resolve(SCORES, LABELS)).containsExactly(2);
        assertThat(Target.parse("3,0").resolve(SCORES, LABELS)).containsExactly(3, 0);
    }

    @Test
    void whatDoesNotExistIsNamedWithWhatDoes() {
        assertThatThrownBy(() -> Target.label("wolf").resolve(SCORES, LABELS))
                .hasMessageContaining("wolf")
                .hasMessageContaining("cat, dog");
        assertThatThrownBy(() -> Target.label("wolf").resolve(SCORES, List.of()))
                .hasMessageContaining("index");
        assertThatThrownBy(() -> Target.index(4).resolve(SCORES, LABELS)).hasMessageContaining("0…3");
        assertThatThrownBy(() -> Target.parse("top:x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Target.top(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
