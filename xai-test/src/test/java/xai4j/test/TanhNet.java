package xai4j.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.model.Activations;
import xai4j.model.BackwardRule;
import xai4j.model.ClosedModelException;
import xai4j.model.DifferentiableModel;
import xai4j.model.FeatureLayout;
import xai4j.model.Gradients;
import xai4j.model.InterventionModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Each input value's tanh ("map"), the mean of each channel, a linear map: smooth, and right at every level of the SPI. */
class TanhNet implements DifferentiableModel, InterventionModel {
    static final int CLASSES = 3;
    private static final Shape IMAGE = Shape.of(2, 3, 4);
    private static final int AREA = 12;
    private static final Layer MAP = new Layer("map", "Tanh", IMAGE.prepend(-1), FeatureLayout.CHANNELS_FIRST);
    private static final Tensor WEIGHTS = Tensor.of(Shape.of(CLASSES, 2), 1, -2, 0.5f, 1.5f, -1, 0.25f);
    private static final Tensor BIAS = Tensor.of(Shape.of(CLASSES), 0.1f, -0.2f, 0.3f);

    private volatile boolean closed;

    static Tensor images() {
        Tensor images = Tensor.zeros(IMAGE.prepend(3));
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < images.size(); i++) {
            images.set(i, (float) random.nextGaussian());
        }
        return images;
    }

    @Override
    public ModelSpec spec() {
        return new ModelSpec(
                "tanh", ImageInput.nchw(2, 3, 4), Preprocessing.unit(), List.of("a", "b", "c"), ScoreKind.LOGITS, "");
    }

    @Override
    public List<Layer> layers() {
        return List.of(MAP);
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return Optional.of(MAP);
    }

    @Override
    public Optional<LinearHead> head() {
        return Optional.of(new LinearHead(MAP, LinearHead.Pooling.AVERAGE, WEIGHTS, BIAS));
    }

    @Override
    public Tensor predict(Tensor batch) {
        if (closed) {
            throw new ClosedModelException("tanh");
        }
        return logits(map(spec().requireBatch(batch)));
    }

    private static Tensor map(Tensor batch) {
        Tensor map = Tensor.zeros(batch.shape());
        for (int i = 0; i < map.size(); i++) {
            map.set(i, (float) Math.tanh(batch.at(i)));
        }
        return map;
    }

    private static Tensor logits(Tensor map) {
        int rows = map.shape().dim(0);
        Tensor logits = Tensor.zeros(Shape.of(rows, CLASSES));
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < CLASSES; k++) {
                double sum = BIAS.at(k);
                for (int i = 0; i < IMAGE.size(); i++) {
                    sum += (double) WEIGHTS.get(k, i / AREA) * map.row(row).at(i) / AREA;
                }
                logits.set(row * CLASSES + k, (float) sum);
            }
        }
        return logits;
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> layers) {
        layers.forEach(TanhNet::requireKnown);
        return new Activations(predict(batch), layers.isEmpty() ? Map.of() : Map.of(MAP, map(batch)));
    }

    private static void requireKnown(Layer layer) {
        if (!layer.equals(MAP) && !layer.equals(Layer.INPUT)) {
            throw new IllegalArgumentException("tanh has no layer " + layer.name());
        }
    }

    @Override
    public Tensor predictWith(Tensor batch, Layer layer, Tensor values, Score score) {
        requireKnown(layer);
        if (!values.shape().equals(batch.shape())) {
            throw new IllegalArgumentException("values " + values.shape() + " do not fit");
        }
        return Scores.convert(logits(values), ScoreKind.LOGITS, score);
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
        layers.forEach(TanhNet::requireKnown);
        if (!rule.equals(BackwardRule.GRADIENT)) {
            throw new ModelException(obstacle(Layer.INPUT, rule).orElseThrow());
        }
        Tensor map = map(spec().requireBatch(batch));
        Tensor scores = Tensor.zeros(Shape.of(batch.shape().dim(0), 0));
        Tensor atMap = Tensor.zeros(batch.shape());
        if (objective instanceof Objective.OfLayer of) {
            atMap = of.weights();
        } else {
            Objective.OfScores of = (Objective.OfScores) objective;
            scores = predict(batch, of.score());
            if (!of.weights().shape().equals(scores.shape())) {
                throw new IllegalArgumentException("weights " + of.weights().shape() + " do not fit");
            }
            for (int i = 0; i < atMap.size(); i++) {
                int row = i / IMAGE.size();
                for (int k = 0; k < CLASSES; k++) {
                    double seed = seed(of, scores.row(row), row, k);
                    atMap.set(i, (float) (atMap.at(i) + seed * WEIGHTS.get(k, i % IMAGE.size() / AREA) / AREA));
                }
            }
        }
        Tensor atInput = Tensor.zeros(batch.shape());
        for (int i = 0; i < atInput.size(); i++) {
            atInput.set(i, atMap.at(i) * (1 - map.at(i) * map.at(i)));
        }
        Map<Layer, Tensor> values = new HashMap<>();
        Map<Layer, Tensor> gradients = new HashMap<>();
        for (Layer layer : layers) {
            values.put(layer, layer.equals(MAP) ? map : batch);
            gradients.put(layer, layer.equals(MAP) ? atMap : atInput);
        }
        return new Gradients(scores, values, gradients);
    }

    /** The derivative of the objective with respect to logit k: that of a softmax where probabilities are meant. */
    private static double seed(Objective.OfScores of, Tensor scores, int row, int k) {
        if (of.score() != Score.PROBABILITY) {
            return of.weights().get(row, k);
        }
        double mean = 0;
        for (int j = 0; j < CLASSES; j++) {
            mean += (double) of.weights().get(row, j) * scores.at(j);
        }
        return scores.at(k) * (of.weights().get(row, k) - mean);
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        return rule.equals(BackwardRule.GRADIENT)
                ? Optional.empty()
                : Optional.of("tanh knows the ordinary derivative only");
    }

    @Override
    public void close() {
        closed = true;
    }
}
