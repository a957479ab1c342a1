package xai4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Applicability;
import xai4j.explain.Explanation;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.tensor.Tensor;

class ForwardingModelTest {
    private static final ImageInput INPUT = ImageInput.nchw(3, 6, 4);
    private static final PreparedImage IMAGE = SmallNet.image(INPUT, 3);

    private final SmallNet network = SmallNet.planar(1);

    /** Counts what is asked. */
    private static final class Counting extends ForwardingModel {
        private final Model counted;
        private final AtomicInteger gradients = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        Counting(Model counted) {
            this.counted = counted;
        }

        @Override
        protected Model delegate() {
            return counted;
        }

        @Override
        public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
            gradients.incrementAndGet();
            return super.gradients(batch, objective, layers, rule);
        }

        @Override
        public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> layers, BackwardRule rule) {
            gradients.incrementAndGet();
            return super.gradientsOfTop(batch, score, layers, rule);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Test
    void aDecoratorHasEveryMethodOfWhatItDecoratesAndSeesWhatIsAsked() {
        Counting counting = new Counting(new Counting(network));
        Map<String, Applicability> before = Explainers.inspect(network);

        assertThat(Explainers.inspect(counting)).isEqualTo(before);
        for (String method : before.keySet()) {
            if (before.get(method).level() == Applicability.Level.EXACT) {
                Explanation plain = small(Explainers.named(method, network)).explain(IMAGE);
                Explanation decorated =
                        small(Explainers.named(method, counting)).explain(IMAGE);
                assertThat(decorated.values()).as(method).isEqualTo(plain.values());
            }
        }
        assertThat(counting.gradients.get()).isPositive();
    }

    @Test
    void everyQuestionIsPassedOn() {
        for (Class<?> level :
                List.of(Model.class, ActivationModel.class, InterventionModel.class, DifferentiableModel.class)) {
            for (Method question : level.getMethods()) {
                if (!question.getName().equals("layer")) { // asks layers()
                    assertThat(ForwardingModel.class).hasDeclaredMethods(question.getName());
                }
            }
        }
    }

    private static xai4j.explain.Explainer<?> small(xai4j.explain.Explainer<?> explainer) {
        var known = explainer.options().known().stream()
                .map(xai4j.explain.Option::name)
                .toList();
        var small = explainer;
        for (Map.Entry<String, String> setting : Map.of(
                        "samples", "32", "max-evaluations", "200", "segmenter", "grid:2x2", "steps", "8")
                .entrySet()) {
            small = known.contains(setting.getKey()) ? small.set(setting.getKey(), setting.getValue()) : small;
        }
        return small;
    }

    @Test
    void aDecoratedFunctionHasNoLevelAndSaysWhy() {
        Model counting = new Counting(Models.of(network.spec(), network::predict));

        assertThat(counting.as(ActivationModel.class)).isEmpty();
        assertThat(counting.obstacle(ActivationModel.class)).contains("the model does not show its inner values");
        assertThat(counting.obstacle(InterventionModel.class)).contains("the model's inner values cannot be replaced");
        assertThat(counting.obstacle(DifferentiableModel.class)).contains("the model gives no gradients");
        assertThat(counting.obstacle(Model.class)).isEmpty();
        assertThatThrownBy(() -> Explainers.named("grad-cam", counting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the model gives no gradients");
    }

    @Test
    void aLevelLeadsToTheOthersAndClosesTheDecorator() {
        Counting counting = new Counting(network);
        ActivationModel shown = counting.as(ActivationModel.class).orElseThrow();

        assertThat(shown.as(DifferentiableModel.class)).isPresent();
        assertThat(shown.as(InterventionModel.class)).isPresent();
        assertThat(shown.layer("relu")).isEqualTo(network.layer("relu"));
        shown.close();
        assertThat(counting.closed).hasValue(1);
    }

    @Test
    void aProxyOfTheBlackBoxKeepsTheLevels() {
        Model proxy = (Model) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Model.class}, (self, method, arguments) -> {
                    try {
                        return method.invoke(network, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });

        assertThat(Explainers.inspect(proxy)).isEqualTo(Explainers.inspect(network));
        assertThat(Explainers.named("grad-cam", proxy).explain(IMAGE).values())
                .isEqualTo(Explainers.gradCam(network).explain(IMAGE).values());
    }
}
