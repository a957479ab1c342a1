package xai4j.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import xai4j.numeric.Cancellation;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** {@link DerivedModel} of a model that gives gradients. */
class DerivedDifferentiableModel extends DerivedActivationModel implements DifferentiableModel {
    private final DifferentiableModel model;

    DerivedDifferentiableModel(DifferentiableModel model, List<ScoreFunction> functions) {
        super(model, functions);
        this.model = model;
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
        if (!(objective instanceof Objective.OfScores wanted)) {
            return model.gradients(batch, objective, layers, rule);
        }
        boolean relevance = rule instanceof BackwardRule.Relevance;
        Objective own = new Objective.OfScores(wanted.score(), ownWeights(batch, wanted, relevance));
        Cancellation.check();
        Gradients found = model.gradients(batch, own, layers, rule);
        return new Gradients(derived(found.scores()), found.activations(), found.gradients());
    }

    /**
     * {@code w · J}: weights {@code [N, K]} of the model's own scores for weights {@code [N, T]} of the functions. Relevance is no slope: of one unit of a
     * function f a score gets the share of its first-order term, {@code s_k · ∂f/∂s_k / f}, so that what begins as f's value begins at the scores as the terms
     * of f.
     */
    private Tensor ownWeights(Tensor batch, Objective.OfScores wanted, boolean relevance) {
        int rows = batch.shape().dim(0);
        Shape expected = Shape.of(rows, functions().size());
        if (!wanted.weights().shape().equals(expected)) {
            throw new IllegalArgumentException(
                    "weights " + wanted.weights().shape() + " do not fit the scores " + expected);
        }
        boolean linear = !relevance && classes() > 0 && functions().stream().allMatch(ScoreFunction::isLinear);
        Tensor scores = linear ? Tensor.zeros(Shape.of(rows, classes())) : origins(batch, wanted.score());
        int classes = scores.shape().dim(1);
        Tensor own = Tensor.zeros(Shape.of(rows, classes));
        for (int row = 0; row < rows; row++) {
            float[] seen = row(scores, row);
            float[] weights = new float[classes];
            for (int t = 0; t < functions().size(); t++) {
                float factor = wanted.weights().at(row * functions().size() + t);
                if (factor != 0 && relevance) {
                    addTerms(functions().get(t), seen, factor, weights);
                } else if (factor != 0) {
                    functions().get(t).addGradient(seen, factor, weights);
                }
            }
            own.row(row).buffer().put(weights);
        }
        return own;
    }

    private static void addTerms(ScoreFunction function, float[] scores, float factor, float[] into) {
        float[] slopes = new float[scores.length];
        function.addGradient(scores, factor, slopes);
        double value = function.value(scores);
        for (int k = 0; k < slopes.length && value != 0; k++) {
            into[k] += (float) (slopes[k] * scores[k] / value);
        }
    }

    @Override
    public Optional<DifferentiableModel> skipping(Layer from, Layer to) {
        return model.skipping(from, to).map(fewer -> new DerivedDifferentiableModel(fewer, functions()));
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        return model.obstacle(layer, rule);
    }
}
