package xai4j.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.FeatureLayout;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.LrpComposite;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The part of {@link ModelContract} that holds for models with gradients. */
abstract class GradientContract extends ActivationContract {
    private static final double[] STEPS = {1e-1, 3e-2, 1e-2, 3e-3, 1e-3};
    private static final int DIRECTIONS = 4;

    /** How far a gradient may be from central differences, as a share: single precision and kinks leave a little. */
    protected double gradientTolerance() {
        return 0.01;
    }

    /**
     * The input gradient of logits agrees with central differences along several directions; that of probabilities, too, where they are
     * not saturated.
     */
    @Test
    void inputGradientsAgreeWithDifferences() {
        DifferentiableModel model = at(DifferentiableModel.class);
        Tensor image = Numbers.alone(images(), 0);
        int top = Scores.top(model.predict(image))[0];
        double certainty = model.predict(image, Score.PROBABILITY).at(top);
        boolean saturated = certainty > 0.999 || certainty < 0.001;
        for (Score score : saturated ? List.of(Score.LOGIT) : List.of(Score.LOGIT, Score.PROBABILITY)) {
            Tensor gradient = input(gradients(model, image, score, top));
            assertThat(Numbers.largest(gradient)).as("gradient of " + score).isPositive();
            for (int direction = 0; direction < DIRECTIONS; direction++) {
                requireSlope(model, image, score, top, gradient, direction);
            }
        }
    }

    /** Along the gradient masked at random, so that values at wrong places show; the best of several steps counts. */
    private void requireSlope(
            DifferentiableModel model, Tensor image, Score score, int target, Tensor gradient, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] direction = new double[gradient.size()];
        double slope = 0;
        double longest = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = seed == 0 || random.nextBoolean() ? gradient.at(i) : 0;
            slope += direction[i] * gradient.at(i);
            longest = Math.max(longest, Math.abs(direction[i]));
        }
        double best = Double.POSITIVE_INFINITY;
        double found = Double.NaN;
        for (double step : STEPS) {
            double length = step * Numbers.largest(image) / longest;
            double difference = (at(model, image, direction, length, score, target)
                            - at(model, image, direction, -length, score, target))
                    / (2 * length);
            if (Math.abs(difference - slope) < best) {
                best = Math.abs(difference - slope);
                found = difference;
            }
        }
        assertThat(best)
                .as("slope of %s along direction %d: gradients say %s, differences %s", score, seed, slope, found)
                .isLessThanOrEqualTo(gradientTolerance() * Math.abs(slope));
    }

    private static double at(
            DifferentiableModel model, Tensor image, double[] direction, double length, Score score, int target) {
        Tensor moved = image.copy();
        for (int i = 0; i < direction.length; i++) {
            moved.set(i, (float) (image.at(i) + length * direction[i]));
        }
        return model.predict(moved, score).at(target);
    }

    /** Scores and values beside the gradients are those of a plain pass; at the input the values are the images. */
    @Test
    void gradientsComeWithScoresAndValues() {
        DifferentiableModel model = at(DifferentiableModel.class);
        Tensor images = images();
        Layer layer = model.lastSpatialLayer().orElseThrow();
        Gradients answer = model.gradients(
                images, objective(Score.LOGIT, images), Set.of(Layer.INPUT, layer), BackwardRule.GRADIENT);

        Numbers.assertSame(answer.scores(), model.predict(images, Score.LOGIT), closeness(), "scores");
        assertThat(answer.activations().get(Layer.INPUT)).isEqualTo(images);
        Numbers.assertSame(
                Objects.requireNonNull(answer.activations().get(layer)),
                value(model.activations(images, Set.of(layer)), layer),
                closeness(),
                "values of " + layer.name());
        assertThat(Objects.requireNonNull(answer.gradients().get(layer)).shape())
                .isEqualTo(
                        Objects.requireNonNull(answer.activations().get(layer)).shape());
        assertThat(input(answer).shape()).isEqualTo(images.shape());
    }

    /** Each image of a batch has its own target, and gets what it gets alone. */
    @Test
    void gradientsAreTheSameAloneAndInABatch() {
        DifferentiableModel model = at(DifferentiableModel.class);
        Tensor images = images();
        Tensor together = input(
                model.gradients(images, objective(Score.LOGIT, images), Set.of(Layer.INPUT), BackwardRule.GRADIENT));

        for (int row = 0; row < images.shape().dim(0); row++) {
            Tensor alone = input(gradients(model, Numbers.alone(images, row), Score.LOGIT, target(row)));
            Numbers.assertSame(alone.row(0), together.row(row), tolerance(), "gradient of image " + row + " alone");
        }
    }

    /** The same from many threads at once. */
    @Test
    void gradientsAreTheSameFromManyThreads() throws InterruptedException, ExecutionException {
        DifferentiableModel model = at(DifferentiableModel.class);
        Tensor images = images();
        Objective objective = objective(Score.LOGIT, images);
        Tensor expected = input(model.gradients(images, objective, Set.of(Layer.INPUT), BackwardRule.GRADIENT));

        for (Tensor answer : Numbers.fromManyThreads(
                () -> input(model.gradients(images, objective, Set.of(Layer.INPUT), BackwardRule.GRADIENT)))) {
            Numbers.assertSame(answer, expected, tolerance(), "from another thread");
        }
    }

    /** Gradients of the highest score need no target. */
    @Test
    void gradientsOfTheTopAreThoseOfItsClass() {
        DifferentiableModel model = at(DifferentiableModel.class);
        Tensor images = images();
        int[] top = Scores.top(model.predict(images, Score.LOGIT));
        Gradients found = model.gradientsOfTop(images, Score.LOGIT, Set.of(Layer.INPUT), BackwardRule.GRADIENT);
        Gradients named = model.gradients(
                images, Objective.classes(Score.LOGIT, top, classes()), Set.of(Layer.INPUT), BackwardRule.GRADIENT);

        Numbers.assertSame(input(found), input(named), closeness(), "gradient of the top class");
        Numbers.assertSame(found.scores(), named.scores(), closeness(), "scores");
    }

    /** Behind an average or sum pooling and a linear map the gradient is known: the weights. */
    @Test
    void gradientAtTheHeadIsItsWeights() {
        DifferentiableModel model = at(DifferentiableModel.class);
        Optional<LinearHead> found = model.head().filter(head -> head.pooling() != LinearHead.Pooling.MAX);
        assumeThat(found).as("the network has no linear head").isPresent();
        LinearHead head = found.orElseThrow();
        Tensor image = Numbers.alone(images(), 0);
        Gradients answer = model.gradients(
                image,
                Objective.classes(Score.LOGIT, new int[] {target(1)}, classes()),
                Set.of(head.features()),
                BackwardRule.GRADIENT);
        Tensor gradient =
                Objects.requireNonNull(answer.gradients().get(head.features())).row(0);

        boolean first = head.features().layout() == FeatureLayout.CHANNELS_FIRST;
        int channels = gradient.shape().dim(first ? 0 : -1);
        int area = gradient.size() / channels;
        Tensor expected = Tensor.zeros(gradient.shape());
        for (int i = 0; i < expected.size(); i++) {
            float weight = head.weights().get(target(1), first ? i / area : i % channels);
            expected.set(i, head.pooling() == LinearHead.Pooling.AVERAGE ? weight / area : weight);
        }
        Numbers.assertSame(
                gradient, expected, 1e-5, "gradient at " + head.features().name());
    }

    /** A weighted sum of a layer's values is differentiated as the chain rule wants it. */
    @Test
    void gradientsOfLayersChain() {
        DifferentiableModel model = at(DifferentiableModel.class);
        Tensor image = Numbers.alone(images(), 0);
        Layer layer = model.lastSpatialLayer().orElseThrow();
        Gradients atLayer = model.gradients(
                image,
                Objective.classes(Score.LOGIT, new int[] {0}, classes()),
                Set.of(layer, Layer.INPUT),
                BackwardRule.GRADIENT);
        Gradients below = model.gradients(
                image,
                new Objective.OfLayer(
                        layer, Objects.requireNonNull(atLayer.gradients().get(layer))),
                Set.of(Layer.INPUT),
                BackwardRule.GRADIENT);

        assertThat(below.scores().shape().dim(0)).isEqualTo(1);
        Numbers.assertSame(input(below), input(atLayer), 1e-4, "gradient through " + layer.name());
    }

    /** What is said to be impossible is refused with the reason, and everything else can be had. */
    @Test
    void obstaclesAreTrue() {
        DifferentiableModel model = at(DifferentiableModel.class);
        Tensor image = Numbers.alone(images(), 0);
        for (BackwardRule rule : List.of(
                BackwardRule.GRADIENT,
                new BackwardRule.Guided(),
                new BackwardRule.Deconvnet(),
                new BackwardRule.DeepLift(Tensor.zeros(image.shape())),
                new BackwardRule.Lrp(LrpComposite.epsilon(LrpComposite.EPSILON)))) {
            Optional<String> obstacle = model.obstacle(Layer.INPUT, rule);
            Objective objective = Objective.classes(Score.LOGIT, new int[] {0}, classes());
            if (obstacle.isEmpty()) {
                Gradients answer = model.gradients(image, objective, Set.of(Layer.INPUT), rule);
                assertThat(input(answer).shape()).as(rule.toString()).isEqualTo(image.shape());
            } else {
                assertThatThrownBy(() -> model.gradients(image, objective, Set.of(Layer.INPUT), rule))
                        .as("%s, said to be impossible: %s", rule, obstacle.get())
                        .isInstanceOfAny(ModelException.class, IllegalArgumentException.class);
            }
        }
    }

    /** Objectives of the wrong size and layers of other models are refused. */
    @Test
    void objectivesThatDoNotFitAreRefused() {
        DifferentiableModel model = at(DifferentiableModel.class);
        Tensor images = images();
        Objective oneClassMore =
                Objective.classes(Score.LOGIT, new int[images.shape().dim(0)], classes() + 1);
        Layer stranger = new Layer("no layer of this model", "None", Shape.of(-1, 1), FeatureLayout.VECTOR);

        assertThatThrownBy(() -> model.gradients(images, oneClassMore, Set.of(Layer.INPUT), BackwardRule.GRADIENT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.gradients(
                        images, objective(Score.LOGIT, images), Set.of(stranger), BackwardRule.GRADIENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(stranger.name());
    }

    private Objective objective(Score score, Tensor images) {
        int[] targets =
                IntStream.range(0, images.shape().dim(0)).map(this::target).toArray();
        return Objective.classes(score, targets, classes());
    }

    /** Another class for each image. */
    private int target(int row) {
        return row % classes();
    }

    private Gradients gradients(DifferentiableModel model, Tensor image, Score score, int target) {
        return model.gradients(
                image,
                Objective.classes(score, new int[] {target}, classes()),
                Set.of(Layer.INPUT),
                BackwardRule.GRADIENT);
    }

    private static Tensor input(Gradients answer) {
        return Objects.requireNonNull(answer.gradients().get(Layer.INPUT));
    }
}
