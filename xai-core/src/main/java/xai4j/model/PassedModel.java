package xai4j.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A model of which one image's {@link ForwardPass} is at hand: gradients of that image's scores go back from it, and everything else is asked of the
 * model. Closing it ends the pass and leaves the model open.
 */
public final class PassedModel extends ForwardingModel implements DifferentiableModel {
    private final DifferentiableModel model;
    private final Tensor image;
    private final Score score;
    private final Set<Layer> layers;
    private final BackwardRule rule;
    private final ForwardPass pass;

    private PassedModel(
            DifferentiableModel model,
            Tensor image,
            Score score,
            Set<Layer> layers,
            BackwardRule rule,
            ForwardPass pass) {
        this.model = model;
        this.image = image;
        this.score = score;
        this.layers = layers;
        this.rule = rule;
        this.pass = pass;
    }

    /**
     * Passes an image through a model.
     *
     * @param image {@code [1, …]}
     * @return empty where the model keeps nothing for the way back
     */
    public static Optional<PassedModel> of(
            DifferentiableModel model, Tensor image, Score score, Set<Layer> layers, BackwardRule rule) {
        return model.as(ForwardPassModel.class)
                .flatMap(keeping -> keeping.forward(image, score, layers, rule))
                .map(pass -> new PassedModel(model, image, score, Set.copyOf(layers), rule, pass));
    }

    @Override
    protected Model delegate() {
        return model;
    }

    /** The image's scores {@code [1, K]}. */
    public Tensor scores() {
        return pass.scores();
    }

    /** The way back is gone once for each image of a batch, one after the other. */
    @Override
    public BatchHint batchHint() {
        return new BatchHint(1, 1);
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> wanted, BackwardRule how) {
        boolean same = how.equals(rule) && layers.containsAll(wanted) && isImage(batch);
        if (!same || !(objective instanceof Objective.OfScores of) || of.score() != score) {
            return model.gradients(batch, objective, wanted, how);
        }
        List<Gradients> rows = IntStream.range(0, batch.shape().dim(0))
                .mapToObj(row -> pass.back(of.weights().slice(row, row + 1)))
                .toList();
        return rows.size() == 1 ? rows.get(0) : joined(rows, wanted);
    }

    private boolean isImage(Tensor batch) {
        if (!batch.shape().dropFirst().equals(image.shape().dropFirst())) {
            return false;
        }
        if (batch.isViewOf(image)) {
            return true;
        }
        return IntStream.range(0, batch.shape().dim(0))
                .allMatch(row -> batch.slice(row, row + 1).buffer().equals(image.buffer()));
    }

    private static Gradients joined(List<Gradients> rows, Set<Layer> wanted) {
        Map<Layer, Tensor> activations = new LinkedHashMap<>();
        Map<Layer, Tensor> gradients = new LinkedHashMap<>();
        for (Layer layer : wanted) {
            activations.put(
                    layer,
                    stacked(rows.stream()
                            .map(row -> at(row.activations(), layer))
                            .toList()));
            gradients.put(
                    layer,
                    stacked(rows.stream().map(row -> at(row.gradients(), layer)).toList()));
        }
        return new Gradients(stacked(rows.stream().map(Gradients::scores).toList()), activations, gradients);
    }

    private static Tensor at(Map<Layer, Tensor> values, Layer layer) {
        return Objects.requireNonNull(values.get(layer));
    }

    private static Tensor stacked(List<Tensor> rows) {
        Shape one = rows.get(0).shape();
        Tensor all = Tensor.zeros(one.withFirst(rows.size()));
        for (int row = 0; row < rows.size(); row++) {
            all.slice(row, row + 1).buffer().put(rows.get(row).buffer());
        }
        return all;
    }

    @Override
    public void close() {
        pass.close();
    }
}
