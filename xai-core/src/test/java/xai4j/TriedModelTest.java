package xai4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import xai4j.explain.Applicability;
import xai4j.explain.Clock;
import xai4j.model.Activations;
import xai4j.model.BackwardRule;
import xai4j.model.ForwardingModel;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.Model;
import xai4j.model.ModelException;
import xai4j.model.Score;
import xai4j.model.SmallNet;
import xai4j.tensor.Tensor;

/** What an engine refuses only when it is asked is found out by asking it once. */
class TriedModelTest {
    /** A network that promises all that the small one does. */
    private static class Promising extends ForwardingModel {
        private final Model net = SmallNet.planar(1);

        @Override
        protected Model delegate() {
            return net;
        }
    }

    private static Applicability of(Map<String, Applicability> found, String method) {
        return Objects.requireNonNull(found.get(method));
    }

    @Test
    void whatCanBeDoneIsPromisedAsBefore() {
        assertThat(Explainers.tried(SmallNet.planar(1))).isEqualTo(Explainers.inspect(SmallNet.planar(1)));
        Model function = Models.of(new Promising().spec(), new Promising()::predict);
        assertThat(Explainers.tried(function)).isEqualTo(Explainers.inspect(function));
    }

    @Test
    void aRuleThatFailsIsNotPromised() {
        Model model = new Promising() {
            @Override
            public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> layers, BackwardRule rule) {
                if (rule instanceof BackwardRule.Guided) {
                    throw new ModelException("the engine has no kernel for it");
                }
                return super.gradientsOfTop(batch, score, layers, rule);
            }
        };
        Map<String, Applicability> found = Explainers.tried(model);
        assertThat(of(Explainers.inspect(model), "guided-backprop").level())
                .isNotEqualTo(Applicability.Level.IMPOSSIBLE);
        assertThat(of(found, "guided-backprop"))
                .isEqualTo(Applicability.impossible("tried once, it failed: the engine has no kernel for it"));
        assertThat(of(found, "guided-grad-cam").level()).isEqualTo(Applicability.Level.IMPOSSIBLE);
        assertThat(of(found, "saliency")).isEqualTo(Applicability.EXACT);
    }

    @Test
    void innerValuesThatCannotBeHadTakeTheirMethodsAlong() {
        Model model = new Promising() {
            @Override
            public Activations activations(Tensor batch, Set<Layer> layers) {
                throw new ModelException("no inner values today");
            }
        };
        Map<String, Applicability> found = Explainers.tried(model);
        assertThat(of(found, "eigen-cam").reason()).contains("no inner values today");
        assertThat(of(found, "ablation-cam").level()).isEqualTo(Applicability.Level.IMPOSSIBLE);
        assertThat(of(found, "lime")).isEqualTo(Applicability.EXACT);
    }

    @Test
    void whatDidNotEndInTimeIsPromisedAsUntried() {
        AtomicLong seconds = new AtomicLong();
        Model model = new Promising() {
            @Override
            public Tensor predict(Tensor batch, Score score) {
                seconds.addAndGet(TriedModel.PATIENCE_SECONDS + 1);
                return super.predict(batch, score);
            }
        };
        Map<String, Applicability> found =
                Explainers.tried(new TriedModel(model, Clock.of(() -> TimeUnit.SECONDS.toNanos(seconds.get()))));
        assertThat(of(found, "saliency"))
                .isEqualTo(new Applicability(Applicability.Level.EXACT, "not tried, for want of time"));
        assertThat(of(found, "lime")).isEqualTo(Applicability.EXACT);
    }

    @Test
    void withoutScoresNothingIsPromised() {
        Model model = new Promising() {
            @Override
            public Tensor predict(Tensor batch, Score score) {
                throw new ModelException("the weights are missing");
            }
        };
        assertThat(Explainers.tried(model).values())
                .isNotEmpty()
                .containsOnly(Applicability.impossible("tried once, it failed: the weights are missing"));
    }
}
