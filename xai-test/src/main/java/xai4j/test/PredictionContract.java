package xai4j.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xai4j.model.ActivationModel;
import xai4j.model.DifferentiableModel;
import xai4j.model.InterventionModel;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.RandomizableModel;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The part of {@link ModelContract} that holds for black boxes, and what a backend author says of the model. */
@SuppressWarnings("NullAway.Init") // the model is opened before each test
abstract class PredictionContract {
    static final List<Class<? extends Model>> LEVELS =
            List.of(ActivationModel.class, InterventionModel.class, DifferentiableModel.class);

    private Model model;

    /** Opens the model; called before each test, which closes it. */
    protected abstract Model open();

    /**
     * At least three different images that suit the model, {@code [N, C, H, W]} or {@code [N, H, W, C]}; for models with ReLUs such
     * that hardly one stands at its kink.
     */
    protected abstract Tensor images();

    /**
     * The levels above {@link Model} that the model has, and {@link xai4j.model.RandomizableModel} where copies of it can be made; those that it
     * has not are held to be absent.
     */
    protected abstract Set<Class<? extends Model>> levels();

    /**
     * How far numbers may differ that were computed in another batch or beside other threads, as a share of the largest; 0, the
     * default, asks for the same bits.
     */
    protected double tolerance() {
        return 0;
    }

    @BeforeEach
    final void openModel() {
        model = open();
    }

    @AfterEach
    final void closeModel() {
        model.close();
    }

    /** The model of this test. */
    final Model model() {
        return model;
    }

    /** The model at a level; skips the test when the author says that it has not. */
    final <M extends Model> M at(Class<M> level) {
        assumeThat(levels().contains(level))
                .as("the model has no " + level.getSimpleName())
                .isTrue();
        return model.as(level).orElseThrow();
    }

    final int classes() {
        return model.predict(Numbers.alone(images(), 0)).shape().dim(1);
    }

    /** The model has the levels that are said of it, and says of the others why not. */
    @Test
    void levelsAreThoseThatAreSaid() {
        for (Class<? extends Model> level : LEVELS) {
            boolean has = levels().contains(level);
            assertThat(model.as(level).isPresent()).as(level.getSimpleName()).isEqualTo(has);
            assertThat(model.obstacle(level).isEmpty())
                    .as("obstacle to " + level.getSimpleName() + ": " + model.obstacle(level))
                    .isEqualTo(has);
        }
        assertThat(model.as(RandomizableModel.class).isPresent())
                .as("copies with other weights")
                .isEqualTo(levels().contains(RandomizableModel.class));
    }

    /** The spec describes what goes in and comes out. */
    @Test
    void specFitsInputAndScores() {
        ModelSpec spec = model.spec();
        Shape image = images().shape().dropFirst();

        assertThat(spec.name()).isNotBlank();
        assertThat(spec.labels()).satisfiesAnyOf(labels -> assertThat(labels).isEmpty(), labels -> assertThat(labels)
                .hasSize(classes()));
        assertThat(spec.sha256()).matches("([0-9a-f]{64})?");
        assertThat(spec.input().imageShape().rank()).isEqualTo(image.rank());
        for (int axis = 0; axis < image.rank(); axis++) {
            assertThat(spec.input().imageShape().dim(axis)).isIn(image.dim(axis), Shape.DYNAMIC);
        }
    }

    /** A batch of N images has N rows of finite scores, a batch of one has one. */
    @Test
    void scoresHaveARowPerImage() {
        Tensor images = images();
        Tensor scores = model.predict(images);

        assertThat(images.shape().dim(0)).as("images() gives at least three").isGreaterThanOrEqualTo(3);
        assertThat(scores.shape()).isEqualTo(Shape.of(images.shape().dim(0), classes()));
        for (int i = 0; i < scores.size(); i++) {
            assertThat(scores.at(i)).isFinite();
        }
        assertThat(scores.row(0)).as("images() gives different ones").isNotEqualTo(scores.row(1));
    }

    /** A row depends on its own image only: alone, in a batch, and in a batch in another order. */
    @Test
    void scoresAreTheSameAloneAndInABatch() {
        Tensor images = images();
        Tensor together = model.predict(images);

        for (int row = 0; row < images.shape().dim(0); row++) {
            Tensor alone = model.predict(Numbers.alone(images, row));
            Numbers.assertSame(alone.row(0), together.row(row), tolerance(), "image " + row + " alone");
        }
        Numbers.assertSame(
                model.predict(Numbers.reversed(images)), Numbers.reversed(together), tolerance(), "in reverse order");
    }

    /** The same from many threads at once. */
    @Test
    void scoresAreTheSameFromManyThreads() throws InterruptedException, ExecutionException {
        Tensor images = images();
        Tensor expected = model.predict(images);

        for (Tensor answer : Numbers.fromManyThreads(() -> model.predict(images))) {
            Numbers.assertSame(answer, expected, tolerance(), "from another thread");
        }
    }

    /** What goes in stays as it was, and may be read-only. */
    @Test
    void imagesAreReadAndNotWritten() {
        Tensor images = images();
        Tensor before = images.copy();
        Tensor scores = model.predict(images.asReadOnly());

        assertThat(images).isEqualTo(before);
        Numbers.assertSame(model.predict(images), scores, tolerance(), "asked again");
    }

    /** Logits and probabilities belong together as the kind of scores says. */
    @Test
    void probabilitiesBelongToTheLogits() {
        Tensor images = images();
        ScoreKind kind = model.spec().scores();
        assumeThat(kind).as("scores of unknown kind promise nothing").isNotEqualTo(ScoreKind.OTHER);
        Tensor logits = model.predict(images, Score.LOGIT);
        Tensor probabilities = model.predict(images, Score.PROBABILITY);

        for (int row = 0; row < images.shape().dim(0); row++) {
            Tensor expected = kind.isMultiLabel() ? sigmoid(logits.row(row)) : softmax(logits.row(row));
            Numbers.assertSame(probabilities.row(row), expected, 1e-5, "probabilities of image " + row);
        }
        Numbers.assertSame(
                model.predict(images, Score.OUTPUT), model.predict(images), tolerance(), "the output itself");
        if (kind.isLogits()) {
            Numbers.assertSame(logits, model.predict(images), tolerance(), "logits of a " + kind + " model");
        }
    }

    private static Tensor softmax(Tensor logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits.toArray()) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits.toArray()) {
            sum += Math.exp(logit - most);
        }
        Tensor result = Tensor.zeros(logits.shape());
        for (int i = 0; i < result.size(); i++) {
            result.set(i, (float) (Math.exp(logits.at(i) - most) / sum));
        }
        return result;
    }

    private static Tensor sigmoid(Tensor logits) {
        Tensor result = Tensor.zeros(logits.shape());
        for (int i = 0; i < result.size(); i++) {
            result.set(i, (float) (1 / (1 + Math.exp(-logits.at(i)))));
        }
        return result;
    }

    /** What is no batch of images is refused as the caller's mistake, in words that name both shapes. */
    @Test
    void otherShapesAreRefused() {
        Shape right = images().shape();
        Shape image = right.dropFirst();
        int channelAxis = model.spec().input().layout() == xai4j.image.ImageLayout.NCHW ? 0 : 2;
        int[] oneChannelMore = image.dims();
        oneChannelMore[channelAxis]++;

        for (Shape wrong : List.of(image, Shape.of(oneChannelMore).prepend(1))) {
            assertThatThrownBy(() -> model.predict(Tensor.zeros(wrong)))
                    .as("a batch of shape " + wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.toString());
        }
    }
}
