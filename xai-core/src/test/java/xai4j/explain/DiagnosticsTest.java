package xai4j.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiagnosticsTest {
    @Test
    void aMeasureOfOneTargetAmongSeveralHasItsPositionInItsName() {
        Diagnostics several =
                Diagnostics.NONE.with("r2", 0, 2, 0.5).with("r2", 1, 2, 0.25).with("samples", 90);
        assertThat(several.measures()).containsOnlyKeys("r2[0]", "r2[1]", "samples");
        assertThat(several.measure("r2", 1)).hasValue(0.25);
        assertThat(several.measure("samples", 1)).hasValue(90);
        assertThat(several.measure("r2", 2)).isEmpty();
    }

    @Test
    void aMeasureOfTheOnlyTargetHasNone() {
        Diagnostics alone = Diagnostics.NONE.with("r2", 0, 1, 0.5);
        assertThat(alone.measures()).containsOnlyKeys("r2");
        assertThat(alone.measure("r2", 0)).hasValue(0.5);
    }
}
