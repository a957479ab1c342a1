package xai4j.coalition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.anchors.AnchorRule;
import xai4j.coalition.scoring.Budget;
import xai4j.coalition.scoring.BudgetTracker;
import xai4j.coalition.scoring.FitReserve;
import xai4j.explain.Clock;
import xai4j.explain.Explainer;
import xai4j.explain.Progress;
import xai4j.explain.TimeLimitException;
import xai4j.image.ImageInput;
import xai4j.model.SmallNet;
import xai4j.numeric.GaussLegendre;
import xai4j.shap.kernel.Estimator;
import xai4j.tensor.Tensor;

/** A limit on time reaches what is drawn before the model is asked and what is fitted afterwards; no test here measures time. */
class TimeLimitTest {
    private static final ToyModel NONE = new ToyModel(ImageInput.nchw(1, 2, 2));

    private static Game game(int players, long nanosPerCoalition) {
        return Game.of(players, 1, masks -> {
            if (nanosPerCoalition > 0) {
                LockSupport.parkNanos(nanosPerCoalition * masks.rows());
            }
            double[] coalitionValues = new double[masks.rows()];
            for (int row = 0; row < coalitionValues.length; row++) {
                coalitionValues[row] = Math.tanh(masks.size(row) * 0.1) + (masks.present(row, 0) ? 1 : 0);
            }
            return coalitionValues;
        });
    }

    @Test
    void aMillionSamplesEndWithAnAnswer() {
        for (var method : new RegionExplainer<?>[] {
            Explainers.kernelShap(NONE).samples(1_000_000),
            Explainers.lime(NONE).samples(1_000_000)
        }) {
            Estimate estimate = method.set("max-seconds", "2").evaluate(game(30, 10_000));
            assertThat(estimate.values()[0]).hasSize(30);
            assertThat(estimate.diagnostics().measures().get("samples")).isBetween(2.0, 999_999.0);
            assertThat(estimate.standardErrors().isPresent()
                            || !estimate.diagnostics().verdicts().isEmpty())
                    .isTrue();
        }
    }

    @Test
    void aGaussianProcessTakesNoMorePairsThanTimeAllows() {
        Estimate estimate = Explainers.kernelShap(NONE)
                .estimator(Estimator.GAUSSIAN_PROCESS)
                .samples(4000)
                .set("max-seconds", "3")
                .evaluate(game(30, 0));
        assertThat(estimate.values()[0]).hasSize(30);
        assertThat(estimate.diagnostics().measures().get("samples")).isBetween(2.0, 4000.0);
    }

    @Test
    void aFitThatAloneTakesTooLongIsRefusedInWords() {
        for (var method : new RegionExplainer<?>[] {Explainers.kernelShap(NONE), Explainers.lime(NONE)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> method.set("max-seconds", "0.01").evaluate(game(3000, 0)))
                    .withMessageContaining("the budget is too small");
        }
    }

    @Test
    void anchorsOfFewRegionsAnswerWithWhatTimeAllowed() {
        AnchorRule rule = Explainers.anchors(NONE).set("max-seconds", "0.02").evaluate(Game.of(10, 1, masks -> {
            LockSupport.parkNanos(15_000_000);
            double[] coalitionValues = new double[masks.rows()];
            for (int row = 0; row < coalitionValues.length; row++) {
                coalitionValues[row] = masks.present(row, 2) ? 1 : 0;
            }
            return coalitionValues;
        }));
        assertThat(rule.confirmed()).isFalse();
        assertThat(rule.low()).isLessThanOrEqualTo(rule.precision());
        assertThat(rule.high()).isGreaterThanOrEqualTo(rule.precision());
    }

    @Test
    void methodsWithoutPartialAnswersSayThatTheyWereStopped() {
        SmallNet net = SmallNet.planar(5);
        for (String method :
                new String[] {"saliency", "smooth-grad", "integrated-gradients", "score-cam", "grad-cam"}) {
            assertThatExceptionOfType(TimeLimitException.class)
                    .isThrownBy(() -> Explainers.named(method, net)
                            .set("max-seconds", "1e-9")
                            .set("target", "0,1")
                            .explain(SmallNet.image(net.spec().input(), 6)))
                    .withMessageContaining("stopped by max-seconds");
        }
    }

    @Test
    void nodesOfAQuadratureAreGivenUpOnInterrupt() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> new GaussLegendre(20_000));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nodesOfAQuadratureAreGivenUpWhenTimeIsOver() {
        SmallNet net = SmallNet.planar(5);
        AtomicLong looks = new AtomicLong();
        assertThatExceptionOfType(TimeLimitException.class).isThrownBy(() -> Explainers.integratedGradients(net)
                .steps(20_000)
                .clock(Clock.of(() -> looks.incrementAndGet() * 1_000_000))
                .set("max-seconds", "0.1")
                .explain(SmallNet.image(net.spec().input(), 6)));
        assertThat(looks.get()).isLessThan(120);
        assertThat(net.points).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel-shap", "lime", "shapley-sampling", "rise", "owen"})
    void whatTimeCutShortSaysSo(String method) {
        ToyModel slow = new ToyModel(ImageInput.nchw(1, 24, 16)) {
            @Override
            public Tensor predict(Tensor batch) {
                LockSupport.parkNanos(2_000_000L * batch.shape().dim(0));
                return super.predict(batch);
            }
        };
        Explainer<?> explainer = Explainers.named(method, slow).set("max-seconds", "0.4");
        explainer = explainer.options().describe().containsKey("segmenter")
                ? explainer.set("segmenter", "grid:8x8")
                : explainer;
        assertThat(explainer
                        .explain(new BufferedImage(16, 24, BufferedImage.TYPE_BYTE_GRAY))
                        .diagnostics()
                        .verdicts())
                .anyMatch(verdict -> verdict.startsWith("stopped by the budget"));
    }

    @Test
    void aFitThatLeavesTimeForFewerRowsSaysSo() {
        BudgetTracker tracker = new BudgetTracker(Budget.time(java.time.Duration.ofSeconds(2)), Progress.SILENT);
        long rows = FitReserve.keep(tracker, 100, 10_000_000, (players, few) -> LockSupport.parkNanos(5_000_000));
        assertThat(rows).isLessThan(10_000_000);
        assertThat(tracker.stoppedEarly()).isTrue();
    }

    @Test
    void timeKeptForAFitEndsScoringEarlier() {
        BudgetTracker tracker = new BudgetTracker(Budget.time(java.time.Duration.ofHours(1)), Progress.SILENT);
        assertThat(tracker.left()).isPositive();
        tracker.keep(java.time.Duration.ofHours(2).toNanos());
        assertThat(tracker.left()).isZero();
    }
}
