package xai4j.coalition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.Target;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.BatchHint;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.tensor.Tensor;

/** What holds of all methods that hide parts of the image, found by name as users do. */
class EveryPerturbationMethodTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 16, 24);
    private static final PreparedImage IMAGE = ToyModel.image(INPUT, 1);

    private static Explainer<?> explainer(String method, Model model) {
        Explainer<?> explainer = Explainers.named(method, model);
        return switch (method) {
            case "rise" -> explainer.set("samples", "300");
            case "occlusion" -> explainer;
            case "feature-ablation" -> explainer.set("segmenter", "grid:12x8");
            case "exact-shapley" -> explainer.set("segmenter", "grid:4x3");
            default -> explainer.set("segmenter", "grid:6x4");
        };
    }

    /** Scores that bend, so that no method is certain after a few calls. */
    private static class BentModel extends ToyModel {
        BentModel(BatchHint hint) {
            super(INPUT, 3, hint);
        }

        @Override
        protected double score(Tensor batch, int offset, int target) {
            return Math.tanh(0.1 * super.score(batch, offset, target)) + 0.3 * target;
        }
    }

    private static class SlowModel extends BentModel {
        SlowModel() {
            super(new BatchHint(1, 2));
        }

        @Override
        public Tensor predict(Tensor batch) {
            LockSupport.parkNanos(10_000_000);
            return super.predict(batch);
        }
    }

    private static class ConstantModel extends ToyModel {
        private final double value;

        ConstantModel(double value) {
            super(INPUT);
            this.value = value;
        }

        @Override
        protected double score(Tensor batch, int offset, int target) {
            return value;
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lime",
                "kernel-shap",
                "exact-shapley",
                "shapley-sampling",
                "owen",
                "rise",
                "occlusion",
                "feature-ablation",
                "anchors"
            })
    @interface Every {}

    @Every
    void bitsDoNotDependOnBatchesOrCallers(String method) {
        Explanation reference = explainer(method, new BentModel(BatchHint.DEFAULT))
                .set("batch-size", "1")
                .target(Target.indices(2, 0))
                .explain(IMAGE);
        for (int callers : new int[] {1, 3}) {
            for (String batch : new String[] {"5", "64"}) {
                Explanation other = explainer(method, new BentModel(new BatchHint(0, callers)))
                        .set("batch-size", batch)
                        .target(Target.indices(2, 0))
                        .explain(IMAGE);
                assertThat(other.values()).isEqualTo(reference.values());
                assertThat(other.diagnostics()).isEqualTo(reference.diagnostics());
            }
        }
    }

    @Every
    void aBudgetOfCallsIsKeptAndSaid(String method) {
        ToyModel model = new BentModel(BatchHint.DEFAULT);
        Explanation explanation =
                explainer(method, model).set("max-evaluations", "31").explain(IMAGE);
        assertThat(model.images.get()).isLessThanOrEqualTo(31);
        assertThat(explanation.provenance().evaluations()).isEqualTo(model.images.get());
        assertThat(explanation.values().toArray()).doesNotContain(Float.NaN);
        assertThat(explanation.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("budget"));
    }

    @Every
    void aBudgetOfTimeEndsWithAnAnswer(String method) {
        ToyModel model = new SlowModel();
        Explanation explanation =
                explainer(method, model).set("max-seconds", "0.2").explain(IMAGE);
        assertThat(explanation.provenance().evaluations())
                .isEqualTo(model.images.get())
                .isLessThan(100);
        assertThat(explanation.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("budget"));
    }

    @Every
    void tooSmallABudgetIsRefusedInWords(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> explainer(method, new BentModel(BatchHint.DEFAULT))
                        .set("max-evaluations", "1")
                        .explain(IMAGE))
                .withMessageContaining("the budget is too small");
    }

    @Every
    void progressRisesToItsTotal(String method) {
        AtomicLong last = new AtomicLong();
        AtomicLong total = new AtomicLong();
        Explanation explanation = explainer(method, new BentModel(BatchHint.DEFAULT))
                .onProgress((done, all) -> {
                    assertThat(done).isGreaterThan(last.getAndSet(done)).isLessThanOrEqualTo(all);
                    total.set(all);
                })
                .explain(IMAGE);
        assertThat(last.get()).isEqualTo(explanation.provenance().evaluations()).isLessThanOrEqualTo(total.get());
    }

    @Every
    void anInterruptCancels(String method) throws InterruptedException {
        List<Object> outcome = Collections.synchronizedList(new ArrayList<>());
        Thread thread = new Thread(() -> {
            try {
                explainer(method, new SlowModel()).explain(IMAGE);
                outcome.add("finished");
            } catch (CancellationException e) {
                outcome.add(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        Thread.sleep(30);
        thread.interrupt();
        thread.join(10_000);
        assertThat(outcome).containsExactly(true);
    }

    @Every
    void scoresThatAreNotFiniteStopTheRunAndAreCounted(String method) {
        ToyModel broken = new ToyModel(INPUT) {
            @Override
            protected double score(Tensor batch, int offset, int target) {
                boolean whole = batch.at(offset) == IMAGE.tensor().at(0);
                return whole ? super.score(batch, offset, target) : Double.NaN;
            }
        };
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> explainer(method, broken).explain(IMAGE))
                .withMessageMatching("toy returned scores that are not finite for \\d+ of \\d+ .*number \\d+.*");
    }

    @Every
    void aModelThatIgnoresItsInputGetsAVerdict(String method) {
        Explanation explanation = explainer(method, new ConstantModel(0.3)).explain(IMAGE);
        assertThat(explanation.diagnostics().verdicts())
                .anyMatch(verdict -> verdict.contains("changes the score of zero")
                        || verdict.contains("the score is the same for every mask")
                        || verdict.contains("no region is needed"));
        assertThat(explanation.values().toArray()).containsOnly(0);
    }
}
