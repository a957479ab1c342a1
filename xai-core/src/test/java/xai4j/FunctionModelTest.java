package xai4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import xai4j.coalition.ToyModel;
import xai4j.explain.SegmentAttribution;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.ScoreKind;
import xai4j.segment.Segmenter;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class FunctionModelTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 8, 8);
    private static final ModelSpec SPEC = ModelSpec.of("remote", INPUT).withScores(ScoreKind.LOGITS);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);

    private static void assertRefused(Model model, String words) {
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> Explainers.lime(model).explain(IMAGE))
                .withMessageStartingWith("remote ")
                .withMessageContaining(words);
    }

    @Test
    @SuppressWarnings("NullAway") // a caller's mistake
    void whatAFunctionDoesWrongIsSaidWithTheModelsName() {
        assertRefused(Models.of(SPEC, batch -> null), "returned null");
        assertRefused(
                Models.of(SPEC, batch -> {
                    throw new IllegalStateException("connection refused");
                }),
                "connection refused");
        assertRefused(
                Models.of(
                        SPEC.withLabels(List.of("a", "b")),
                        batch -> Tensor.zeros(Shape.of(batch.shape().dim(0), 3))),
                "returned 3 scores per image, but has 2 labels");
        assertRefused(Models.of(SPEC, batch -> Tensor.zeros(Shape.of(1, 1, 3))), "[N, K] is expected");
    }

    /** Two scores of a batch; refuses more images than a service takes. */
    private static UnaryOperator<Tensor> service(int most, AtomicInteger largest, Set<Thread> threads) {
        return batch -> {
            int rows = batch.shape().dim(0);
            largest.accumulateAndGet(rows, Math::max);
            threads.add(Thread.currentThread());
            if (rows > most) {
                throw new IllegalStateException("413 too many images");
            }
            Tensor scores = Tensor.zeros(Shape.of(rows, 2));
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int i = 0; i < INPUT.imageShape().size(); i++) {
                    sum += batch.row(row).at(i) * (i % 7 - 3);
                }
                scores.set(2 * row, (float) sum);
            }
            return scores;
        };
    }

    @Test
    void aSlowServiceIsAskedWithAsManyImagesAsItTakesAndByAsManyCallers() {
        AtomicInteger largest = new AtomicInteger();
        Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        Model remote = Models.batched(SPEC, 8, 3, service(8, largest, threads));
        Model local = Models.of(SPEC, service(1000, new AtomicInteger(), new HashSet<>()));
        SegmentAttribution why = Explainers.kernelShap(remote)
                .segmenter(Segmenter.grid(4, 4))
                .samples(300)
                .explain(IMAGE);
        assertThat(largest).hasValue(8);
        assertThat(threads.size()).isLessThanOrEqualTo(3);
        assertThat(why.values())
                .isEqualTo(Explainers.kernelShap(local)
                        .segmenter(Segmenter.grid(4, 4))
                        .samples(300)
                        .explain(IMAGE)
                        .values());
        SegmentAttribution wide = Explainers.kernelShap(remote)
                .segmenter(Segmenter.grid(4, 4))
                .samples(300)
                .batchSize(50)
                .explain(IMAGE);
        assertThat(largest).hasValue(8);
        assertThat(wide.values()).isEqualTo(why.values());
    }

    @Test
    void aBatchOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Models.batched(SPEC, 0, 1, batch -> batch));
        assertThatIllegalArgumentException().isThrownBy(() -> Models.batched(SPEC, 1, 0, batch -> batch));
    }

    @Test
    void theLoudestRegionsAreToldPerTarget() {
        Model local = Models.of(SPEC, service(1000, new AtomicInteger(), new HashSet<>()));
        SegmentAttribution why = Explainers.kernelShap(local)
                .segmenter(Segmenter.grid(4, 4))
                .target(xai4j.explain.Target.indices(1, 0))
                .explain(IMAGE);
        assertThat(why.top(0, 3)).isEqualTo(why.top(3)).isEmpty();
        assertThat(why.top(1, 3)).hasSize(3);
        assertThatIllegalArgumentException().isThrownBy(() -> why.top(2, 3)).withMessageContaining("target 2");
    }

    @Test
    void tooManyRegionsAreRefusedWithTheRemedy() {
        ImageInput large = ImageInput.nchw(1, 400, 400);
        ToyModel model = new ToyModel(large);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explainers.lime(model)
                        .segmenter(Segmenter.grid(320, 320))
                        .explain(ToyModel.image(large, 1)))
                .withMessageContaining("102400 regions")
                .withMessageContaining("-Xmx");
    }
}
