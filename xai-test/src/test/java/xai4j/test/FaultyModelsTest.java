package xai4j.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.model.ActivationModel;
import xai4j.model.Activations;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Gradients;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.Model;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A fault of each kind fails the test that is there for it. */
class FaultyModelsTest {
    /** A test of the contract. */
    private interface Check {
        void of(ModelContract contract) throws Exception;
    }

    private static void requireFound(Model faulty, Check check) {
        ModelContract contract = new ModelContract() {
            @Override
            protected Model open() {
                return faulty;
            }

            @Override
            protected Tensor images() {
                return TanhNet.images();
            }

            @Override
            protected Set<Class<? extends Model>> levels() {
                return Set.of(ActivationModel.class, InterventionModel.class, DifferentiableModel.class);
            }
        };
        contract.openModel();
        assertThatThrownBy(() -> check.of(contract)).isInstanceOf(AssertionError.class);
    }

    @Test
    void neighboursThatLeakIntoARow() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Tensor predict(Tensor batch) {
                        Tensor scores = super.predict(batch);
                        scores.set(0, scores.at(0) + 1e-6f * batch.shape().dim(0));
                        return scores;
                    }
                },
                PredictionContract::scoresAreTheSameAloneAndInABatch);
    }

    @Test
    void rowsThatAreMixedUp() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Tensor predict(Tensor batch) {
                        return Numbers.reversed(super.predict(batch));
                    }
                },
                PredictionContract::scoresAreTheSameAloneAndInABatch);
    }

    @Test
    void aBatchThatIsWritten() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Tensor predict(Tensor batch) {
                        batch.buffer().put(0, 7);
                        return super.predict(batch);
                    }
                },
                contract -> {
                    try {
                        contract.imagesAreReadAndNotWritten();
                    } catch (java.nio.ReadOnlyBufferException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void logitsThatAreNone() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Tensor predict(Tensor batch, Score score) {
                        return super.predict(batch, Score.PROBABILITY);
                    }
                },
                PredictionContract::probabilitiesBelongToTheLogits);
    }

    @Test
    void batchesThatDoNotFit() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Tensor predict(Tensor batch) {
                        return Tensor.zeros(Shape.of(batch.shape().dim(0), CLASSES));
                    }
                },
                PredictionContract::otherShapesAreRefused);
    }

    @Test
    void aHeadThatIsNotTheNetworks() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Optional<LinearHead> head() {
                        return super.head()
                                .map(head -> new LinearHead(
                                        head.features(), LinearHead.Pooling.SUM, head.weights(), head.bias()));
                    }
                },
                ActivationContract::headIsTheNetworksOwnLastStep);
        requireFound(
                new TanhNet() {
                    @Override
                    public Optional<LinearHead> head() {
                        return Optional.empty();
                    }
                },
                ActivationContract::headIsTheNetworksOwnLastStep);
    }

    @Test
    void aLayerOfAnotherShape() {
        requireFound(
                new TanhNet() {
                    @Override
                    public List<Layer> layers() {
                        Layer map = super.layers().get(0);
                        return List.of(new Layer(map.name(), map.operator(), Shape.of(-1, 2, 4, 3), map.layout()));
                    }

                    @Override
                    public Activations activations(Tensor batch, Set<Layer> layers) {
                        Activations right = super.activations(batch, Set.copyOf(super.layers()));
                        return new Activations(
                                right.scores(),
                                java.util.Map.of(
                                        layers().get(0),
                                        right.values().values().iterator().next()));
                    }
                },
                ActivationContract::activationsHaveTheDeclaredShapes);
    }

    @Test
    void replacementsThatAreIgnored() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
                        return predict(batch, score);
                    }
                },
                ActivationContract::replacedValuesAreUsed);
    }

    @Test
    void gradientsOfTheWrongScale() {
        requireFound(scaled(1.05f), GradientContract::inputGradientsAgreeWithDifferences);
    }

    @Test
    void gradientsAtTheWrongPlaces() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Gradients gradients(
                            Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
                        Gradients right = super.gradients(batch, objective, layers, rule);
                        Tensor input = right.gradients().get(Layer.INPUT);
                        Tensor turned = Tensor.zeros(input.shape());
                        for (int i = 0; i < input.size(); i++) {
                            turned.set(i, input.at(i % 24 < 12 ? i - i % 12 + 11 - i % 12 : i));
                        }
                        return new Gradients(
                                right.scores(), right.activations(), java.util.Map.of(Layer.INPUT, turned));
                    }
                },
                GradientContract::inputGradientsAgreeWithDifferences);
    }

    @Test
    void gradientsThatDoNotChain() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Gradients gradients(
                            Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
                        return objective instanceof Objective.OfLayer
                                ? scaled(2).gradients(batch, objective, layers, rule)
                                : super.gradients(batch, objective, layers, rule);
                    }
                },
                GradientContract::gradientsOfLayersChain);
    }

    @Test
    void obstaclesThatAreNone() {
        requireFound(
                new TanhNet() {
                    @Override
                    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
                        return Optional.of("nothing can be had");
                    }
                },
                GradientContract::obstaclesAreTrue);
    }

    @Test
    void aModelThatAnswersWhenClosed() {
        requireFound(
                new TanhNet() {
                    @Override
                    public void close() {}
                },
                ModelContract::aClosedModelSaysSo);
    }

    private static TanhNet scaled(float factor) {
        return new TanhNet() {
            @Override
            public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
                Gradients right = super.gradients(batch, objective, layers, rule);
                Tensor scaled = right.gradients().get(Layer.INPUT).copy();
                for (int i = 0; i < scaled.size(); i++) {
                    scaled.set(i, factor * scaled.at(i));
                }
                return new Gradients(right.scores(), right.activations(), java.util.Map.of(Layer.INPUT, scaled));
            }
        };
    }
}
