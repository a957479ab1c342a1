package xai4j.prototype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.image.ImageInput;
import xai4j.model.ModelSpec;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class ClassShareTest {
    private final ModelSpec spec =
            ModelSpec.of("birds", ImageInput.nchw(3, 4, 4)).withLabels(List.of("tarrel", "fennet", "skerry"));

    @Test
    void isTheSoftmaxAndNamesTheBestOfTheOthers() {
        Tensor logits = Tensor.of(Shape.of(3), 1000f, 1003f, 1001f);
        double sum = Math.exp(-3) + 1 + Math.exp(-2);
        ClassShare share = ClassShare.of(logits, 1, spec);
        assertThat(share.share()).isCloseTo(1 / sum, within(1e-12));
        assertThat(share.next()).isEqualTo("skerry");
        assertThat(share.nextShare()).isCloseTo(Math.exp(-2) / sum, within(1e-12));
        assertThat(share.words()).isEqualTo("84 %, next skerry 11 %");
        assertThat(ClassShare.of(logits, 0, spec).next()).isEqualTo("fennet");
    }

    @Test
    void aSingleClassHasNoNext() {
        assertThat(ClassShare.of(Tensor.of(Shape.of(1), 2f), 0, spec).words()).isEqualTo("100.0 %");
    }
}
