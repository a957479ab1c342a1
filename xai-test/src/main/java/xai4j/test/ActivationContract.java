package xai4j.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xai4j.model.ActivationModel;
import xai4j.model.Activations;
import xai4j.model.FeatureLayout;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.Score;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The part of {@link ModelContract} that holds for models that show their inner values, and let them be replaced. */
abstract class ActivationContract extends PredictionContract {
    private static final Layer STRANGER =
            new Layer("no layer of this model", "None", Shape.of(Shape.DYNAMIC, 1), FeatureLayout.VECTOR);

    /** Whether the network ends in one pooling and one linear map; a head that has to be there and is not is an error, too. */
    protected boolean hasHead() {
        return true;
    }

    /** Layers have names of their own, by which they are found; other names are refused with what there is. */
    @Test
    void layersAreFoundByName() {
        ActivationModel model = at(ActivationModel.class);
        Set<String> names = new HashSet<>();

        assertThat(model.layers()).isNotEmpty();
        for (Layer layer : model.layers()) {
            assertThat(names.add(layer.name()))
                    .as("second layer " + layer.name())
                    .isTrue();
            assertThat(model.layer(layer.name())).isEqualTo(layer);
        }
        assertThatThrownBy(() -> model.layer(STRANGER.name()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(STRANGER.name());
        assertThatThrownBy(() -> model.activations(images(), Set.of(STRANGER)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(STRANGER.name());
    }

    /** Each layer's values have the shape that it declares, one entry per image, beside the scores of a plain prediction. */
    @Test
    void activationsHaveTheDeclaredShapes() {
        ActivationModel model = at(ActivationModel.class);
        Tensor images = images();
        Activations seen = model.activations(images, Set.copyOf(model.layers()));

        Numbers.assertSame(seen.scores(), model.predict(images), closeness(), "scores beside the activations");
        assertThat(seen.values()).containsOnlyKeys(model.layers());
        for (Layer layer : model.layers()) {
            Shape shape = value(seen, layer).shape();
            assertThat(shape.rank()).as(layer.name()).isEqualTo(layer.shape().rank());
            for (int axis = 0; axis < shape.rank(); axis++) {
                assertThat(layer.shape().dim(axis))
                        .as("axis %d of layer %s, declared %s, found %s", axis, layer.name(), layer.shape(), shape)
                        .isIn(shape.dim(axis), Shape.DYNAMIC);
            }
            assertThat(shape.dim(0))
                    .as("entries of layer " + layer.name())
                    .isEqualTo(images.shape().dim(0));
        }
    }

    /** An image's values do not depend on its neighbours in the batch. */
    @Test
    void activationsAreTheSameAloneAndInABatch() {
        ActivationModel model = at(ActivationModel.class);
        Tensor images = images();
        Set<Layer> some = Set.copyOf(ends(model));
        Activations together = model.activations(images, some);

        for (Layer layer : some) {
            Activations alone = model.activations(Numbers.alone(images, 1), Set.of(layer));
            Numbers.assertSame(
                    value(alone, layer).row(0), value(together, layer).row(1), closeness(), "layer " + layer.name());
        }
    }

    /** Layers stand in execution order: the last with spatial extent, which CAM explains by default, is one of them. */
    @Test
    void lastSpatialLayerIsAmongTheLayers() {
        ActivationModel model = at(ActivationModel.class);
        Layer last = model.lastSpatialLayer().orElseThrow();

        assertThat(model.layers()).contains(last);
        assertThat(last.layout().isSpatial()).isTrue();
    }

    /** Pooled features through the head's weights are the model's own logits. */
    @Test
    void headIsTheNetworksOwnLastStep() {
        ActivationModel model = at(ActivationModel.class);
        Optional<LinearHead> found = model.head();
        assertThat(found.isPresent()).as("a linear head").isEqualTo(hasHead());
        assumeThat(found).as("the network has no linear head").isPresent();
        LinearHead head = found.orElseThrow();
        Tensor images = images();
        Tensor features = value(model.activations(images, Set.of(head.features())), head.features());

        Tensor expected = Tensor.zeros(
                Shape.of(images.shape().dim(0), head.weights().shape().dim(0)));
        for (int row = 0; row < images.shape().dim(0); row++) {
            double[] pooled = Heads.pooled(head, features.row(row));
            for (int k = 0; k < head.weights().shape().dim(0); k++) {
                double sum = head.bias().at(k);
                for (int c = 0; c < pooled.length; c++) {
                    sum += head.weights().get(k, c) * pooled[c];
                }
                expected.row(row).set(k, (float) sum);
            }
        }
        Numbers.assertSame(model.predict(images, Score.LOGIT), expected, 1e-4, "logits");
    }

    /** Putting a layer's own values back changes nothing, other values change the scores. */
    @Test
    void replacedValuesAreUsed() {
        InterventionModel model = at(InterventionModel.class);
        Tensor images = images();
        for (Layer layer : ends(model)) {
            Tensor own = value(model.activations(images, Set.of(layer)), layer);
            Tensor back = model.predictWith(images, layer, own, Score.LOGIT);
            Numbers.assertSame(back, model.predict(images, Score.LOGIT), 1e-5, "own values of " + layer.name());

            Tensor swapped = model.predictWith(images, layer, Numbers.reversed(own), Score.LOGIT);
            assertThat(swapped).as("values of other images in " + layer.name()).isNotEqualTo(back);
        }
    }

    /** Values of another shape, and layers of other models, are refused. */
    @Test
    void replacementsThatDoNotFitAreRefused() {
        InterventionModel model = at(InterventionModel.class);
        Tensor images = images();
        Layer layer = model.lastSpatialLayer().orElseThrow();

        assertThatThrownBy(() -> model.predictWith(images, layer, Tensor.zeros(Shape.of(1, 1)), Score.LOGIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[1, 1]");
        assertThatThrownBy(() -> model.predictWith(images, STRANGER, Tensor.zeros(Shape.of(1, 1)), Score.LOGIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(STRANGER.name());
    }

    /** How far scores may differ between ways of asking: another graph may be run, whose sums have another order. */
    final double closeness() {
        return Math.max(tolerance(), 1e-5);
    }

    /** The last spatial layer, and the first layer that is not spatial or the last of all. */
    private static List<Layer> ends(ActivationModel model) {
        Layer spatial = model.lastSpatialLayer().orElseThrow();
        return List.of(spatial);
    }

    static Tensor value(Activations seen, Layer layer) {
        return Objects.requireNonNull(seen.values().get(layer), layer.name());
    }
}
