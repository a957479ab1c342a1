package xai4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.explain.Applicability;
import xai4j.explain.Clock;
import xai4j.explain.ConfiguredExplainer;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.explain.TimeLimitException;
import xai4j.model.DifferentiableModel;
import xai4j.model.InterventionModel;
import xai4j.model.Model;
import xai4j.model.SmallNet;
import xai4j.tensor.Tensor;

/** Every method keeps its limit on time and ends on an interrupt, by a clock that only the model turns: a second for each image. */
class EveryMethodInTimeTest {
    private static final long SECOND = 1_000_000_000;
    private static final SmallNet NET = SmallNet.planar(5);

    /** A network whose answers take a second an image. */
    private static final class SlowNet {
        final AtomicLong nanos = new AtomicLong();
        final List<Integer> calls = new ArrayList<>();
        int interruptAt = Integer.MAX_VALUE;

        Model model() {
            Class<?>[] levels = {DifferentiableModel.class, InterventionModel.class};
            return (Model)
                    Proxy.newProxyInstance(SlowNet.class.getClassLoader(), levels, (proxy, method, arguments) -> {
                        if (method.getName().equals("as")) {
                            Class<?> level = (Class<?>) arguments[0];
                            return level.isInstance(proxy) ? Optional.of(proxy) : Optional.empty();
                        }
                        if (arguments != null && arguments[0] instanceof Tensor batch) {
                            count(batch.shape().dim(0));
                        }
                        try {
                            return method.invoke(NET, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private synchronized void count(int images) {
            calls.add(images);
            nanos.addAndGet(images * SECOND);
            if (calls.size() == interruptAt) {
                Thread.currentThread().interrupt();
            }
        }

        long longestCall() {
            return calls.stream().mapToInt(images -> images).max().orElse(0);
        }
    }

    static Stream<String> methods() {
        return Explainers.inspect(NET).entrySet().stream()
                .filter(entry -> entry.getValue().level() == Applicability.Level.EXACT)
                .map(Map.Entry::getKey);
    }

    private static ConfiguredExplainer<?, ?, ?> explainer(String method, Model model) {
        Explainer<?> explainer = Explainers.named(method, model);
        if (explainer.options().describe().containsKey("segmenter")) {
            explainer = explainer.set("segmenter", "grid:3x2");
        }
        return (ConfiguredExplainer<?, ?, ?>) explainer;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aLimitIsKeptToOneCallOfTheModel(String method) {
        for (int limit : new int[] {3, 20}) {
            SlowNet slow = new SlowNet();
            try {
                Explanation explanation = explainer(method, slow.model())
                        .clock(Clock.of(slow.nanos::get))
                        .set("max-seconds", String.valueOf(limit))
                        .set("target", "0,1,2")
                        .explain(SmallNet.image(NET.spec().input(), 6));
                assertThat(explanation.values().toArray()).doesNotContain(Float.NaN);
            } catch (TimeLimitException e) {
                assertThat(e).hasMessageContaining("stopped by max-seconds");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("the budget is too small");
            }
            // a function of scores that bends asks for the scores and then for the gradients: its one call is two of
            // the network's
            int perCall = method.equals("finer-cam") ? 2 : 1;
            double took = (double) slow.nanos.get() / SECOND;
            assertThat(took)
                    .as("seconds of %s: %s", limit, slow.calls)
                    .isLessThanOrEqualTo(1.1 * limit + perCall * slow.longestCall());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lime", "kernel-shap", "rise", "occlusion", "shapley-sampling"})
    void batchesBecomeSmallerTowardsTheEndOfTheTime(String method) {
        SlowNet slow = new SlowNet();
        explainer(method, slow.model())
                .clock(Clock.of(slow.nanos::get))
                .set("max-seconds", "20")
                .set("max-evaluations", "1000")
                .explain(SmallNet.image(NET.spec().input(), 6));
        assertThat((double) slow.nanos.get() / SECOND).as("%s", slow.calls).isBetween(2.0, 21.0);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void anInterruptEndsTheWorkBeforeTheNextCall(String method) {
        SlowNet slow = new SlowNet();
        explainer(method, slow.model())
                .set("target", "0,1,2")
                .explain(SmallNet.image(NET.spec().input(), 6));
        int all = slow.calls.size();
        for (int at = 1; at < all; at += Math.max(1, all / 5)) {
            SlowNet interrupted = new SlowNet();
            interrupted.interruptAt = at;
            Explainer<?> explainer = explainer(method, interrupted.model()).set("target", "0,1,2");
            boolean cancelled = false;
            try {
                explainer.explain(SmallNet.image(NET.spec().input(), 6));
            } catch (CancellationException e) {
                cancelled = true;
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(cancelled).as("interrupted at call %s of %s", at, all).isTrue();
            assertThat(interrupted.calls).hasSize(at);
        }
    }
}
