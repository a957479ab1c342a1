package xai4j.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import xai4j.prototype.modification.Characteristic;

class SimilarityFactorsTest {
    @Test
    void theStrongestReasonsAreNamedInOrder() {
        SimilarityFactors because = new SimilarityFactors(
                4,
                0,
                Map.of(
                        Characteristic.SATURATION, 1.0,
                        Characteristic.HUE, 2.0,
                        Characteristic.SHAPE, 3.0,
                        Characteristic.TEXTURE, 1.2));
        assertThat(because.words()).isEqualTo("because of its shape and colour");
    }

    @Test
    void aSingleReasonStandsAlone() {
        assertThat(new SimilarityFactors(4, 0, Map.of(Characteristic.CONTRAST, 1.0)).words())
                .isEqualTo("because of its light and shade");
    }

    @Test
    void weakReasonsAreNotNamed() {
        assertThat(new SimilarityFactors(4, 0, Map.of(Characteristic.HUE, 0.3, Characteristic.SHAPE, -2.0)).words())
                .isEqualTo("not because of any one characteristic alone");
    }

    @Test
    void imagesOnWhichThePrototypeIsFoundCountMost() {
        SimilarityFactors found = new SimilarityFactors(3, 0.3, Map.of(Characteristic.HUE, 1.0));
        SimilarityFactors missing = new SimilarityFactors(1, -0.1, Map.of(Characteristic.HUE, 5.0));
        SimilarityFactors global = SimilarityFactorAnalysis.global(List.of(found, missing));
        assertThat(global.similarity()).isEqualTo(2);
        assertThat(global.unchanged()).isCloseTo(0.2, within(1e-12));
        assertThat(global.importance().get(Characteristic.HUE)).isCloseTo(2.0, within(1e-12));
    }
}
