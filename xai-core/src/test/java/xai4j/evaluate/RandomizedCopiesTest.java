package xai4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.coalition.ToyModel;
import xai4j.evaluate.data.Evaluation;
import xai4j.evaluate.data.Subject;
import xai4j.image.ImageInput;
import xai4j.model.RandomizableModel;

class RandomizedCopiesTest {
    private final ToyModel toy = new ToyModel(ImageInput.nchw(3, 16, 24));
    private final ForgetfulModel model = ForgetfulModel.of(toy);

    private static BufferedImage stripes(int number) {
        BufferedImage picture = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 24 * 16; i++) {
            picture.setRGB(i % 24, i / 24, (i % (number + 3)) * 0x1F2F3F);
        }
        return picture;
    }

    @Test
    void oneCopyServesEveryUseAndIsClosedAtTheEnd() {
        try (RandomizedCopies copies = RandomizedCopies.kept()) {
            RandomizableModel first = copies.use(model, List.of("top"), 1, copy -> copy);
            RandomizableModel again = copies.use(model, List.of("top"), 1, copy -> copy);
            RandomizableModel other = copies.use(model, List.of("top"), 2, copy -> copy);
            assertThat(again).isSameAs(first).isNotSameAs(other);
            assertThat(model.opened()).isEqualTo(2);
            assertThat(model.closed()).isZero();
        }
        assertThat(model.closed()).isEqualTo(2);
    }

    @Test
    void whatIsNotKeptIsClosedBehindItsUse() {
        try (RandomizedCopies copies = RandomizedCopies.kept()) {
            IntStream.range(0, 12).forEach(seed -> copies.use(model, List.of("top"), seed, copy -> copy));
            assertThat(model.opened()).isEqualTo(12);
            assertThat(model.closed()).as("memory is that of a few models").isEqualTo(4);
        }
        assertThat(model.closed()).isEqualTo(12);
    }

    @Test
    void anEvaluationOpensACopyOnceForAllPicturesAndMethods() {
        Map<String, Metric> metrics = Map.of(
                "parameter-randomization",
                Metrics.named("parameter-randomization").set("steps", "3"),
                "parameter-randomization-efficient",
                Metrics.named("parameter-randomization-efficient"));
        Evaluation.of(model, List.of(Explainers.rise(model).samples(16), Explainers.occlusion(model)), metrics)
                .run(IntStream.range(0, 3)
                        .mapToObj(i -> Subject.of("picture " + i, () -> stripes(i)))
                        .toList());
        assertThat(model.opened()).isEqualTo(3);
        assertThat(model.closed()).isEqualTo(3);
    }
}
