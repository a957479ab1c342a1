package xai4j.onnx.train.tune;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import xai4j.model.ModelException;
import xai4j.numeric.Parallel;
import xai4j.numeric.ScoreLoss;
import xai4j.onnx.GraphSession;
import xai4j.onnx.graph.OnnxGraph;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A classifier in an ONNX file whose weights above a layer can be trained on the ordinary ONNX Runtime. One session computes scores and gradients of
 * all weights, another one scores alone; they are opened once. Pictures are run one by one, some at a time, and what they say is added in their order, so the bits do
 * not depend on the number of threads.
 */
public final class TunableNetwork implements AutoCloseable {
    private final Path file;
    private final TuningGraph graph;
    private final GraphSession session;
    private final GraphSession forward;
    private final Optional<OutputLoss> loss;
    private final List<TunedWeight> weights = new ArrayList<>();
    private final Set<String> outputs = new LinkedHashSet<>();

    private TunableNetwork(Path file, TuningGraph graph, Optional<OutputLoss> loss) {
        this.file = file;
        this.loss = loss;
        this.graph = graph;
        String name = String.valueOf(file.getFileName());
        this.forward = GraphSession.open(name, graph.forward());
        try {
            this.session = GraphSession.open(name, graph.graph());
        } catch (RuntimeException e) {
            forward.close();
            throw e;
        }
        graph.weights().values().forEach(stored -> weights.add(new TunedWeight(stored)));
        outputs.add(TuningGraph.OUTPUT);
        weights.forEach(weight -> outputs.add(graph.gradient(weight.name())));
    }

    /**
     * Opens a classifier whose only output are logits {@code [N, K]}, as {@link xai4j.onnx.train.HeadExport} writes them.
     *
     * @param layer the layer above which weights are trained, {@code [N, C, h, w]}; the name of the image input for all of them
     * @throws ModelException if it cannot be trained; the message names the layer or the operator that stands in the way
     */
    public static TunableNetwork open(Path file, String layer) {
        return new TunableNetwork(file, TuningGraph.of(file, layer), Optional.empty());
    }

    /**
     * The same, trained by another loss of the scores than their cross-entropy. Each picture runs forward twice, since the derivative at its scores is
     * what runs back.
     *
     * @throws ModelException if it cannot be trained; the message names the layer or the operator that stands in the way
     */
    public static TunableNetwork open(Path file, String layer, ScoreLoss loss) {
        return new TunableNetwork(file, TuningGraph.ofOutputs(file, layer, Set.of()), Optional.of(OutputLoss.of(loss)));
    }

    /**
     * The same, of a network whose only output are other numbers than scores, {@code [N, M]}.
     *
     * @param also name of a further value that {@link #value} tells
     * @throws ModelException if it cannot be trained; the message names the layer or the operator that stands in the way
     */
    public static TunableNetwork open(Path file, String layer, OutputLoss loss, String also) {
        return new TunableNetwork(file, TuningGraph.ofOutputs(file, layer, Set.of(also)), Optional.of(loss));
    }

    /**
     * Looks whether a file can be trained above a layer and what memory that takes, before anything is computed.
     *
     * @param map its last feature map, {@code [N, C, h, w]}, behind which a head is going to stand
     * @throws ModelException if it cannot; the message names the layer or the operator that stands in the way
     */
    public static TuningMemory requireTunable(Path file, String layer, String map) {
        return TuningMemory.of(TuningGraph.behind(file, layer, map));
    }

    /** Names of the weights that are trained, in the order in which they are used. */
    public List<String> weightNames() {
        return weights.stream().map(TunedWeight::name).toList();
    }

    /**
     * A weight's numbers now, row-major.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public double[] weight(String name) {
        return find(name).values().clone();
    }

    /**
     * Gives a weight other numbers.
     *
     * @param values row-major, as many as there were
     * @throws IllegalArgumentException if there is none of that name, or it has another number of elements
     */
    public void set(String name, double... values) {
        TunedWeight weight = find(name);
        if (values.length != weight.size()) {
            throw new IllegalArgumentException(
                    "weight " + name + " has " + weight.size() + " elements, not " + values.length);
        }
        System.arraycopy(values, 0, weight.values(), 0, values.length);
        weight.changed();
    }

    private TunedWeight find(String name) {
        return weights.stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no trained weight " + name + "; there are " + weightNames()));
    }

    List<TunedWeight> weights() {
        return weights;
    }

    /**
     * Mean loss of a batch and its derivatives.
     *
     * @param loss mean cross-entropy
     * @param right how many have their largest score at their class
     * @param gradients per weight, in the order of {@link #weightNames}
     */
    public record Gradient(double loss, int right, List<double[]> gradients) {}

    /**
     * Runs a batch forward and back.
     *
     * @param inputs values of the layer, {@code [C, h, w]} each
     * @param targets what the probabilities of the classes should be, K numbers each
     * @throws ModelException if the loss is no number
     */
    public Gradient gradient(List<Tensor> inputs, List<double[]> targets) {
        List<double[]> sums =
                weights.stream().map(weight -> new double[weight.size()]).toList();
        double total = 0;
        int right = 0;
        int size = inputs.size();
        for (int from = 0; from < size; from += TuningMemory.TOGETHER) {
            int first = from;
            int count = Math.min(TuningMemory.TOGETHER, size - from);
            List<Ran> results = Parallel.map(count, i -> run(inputs.get(first + i), targets.get(first + i), size));
            for (int i = 0; i < count; i++) {
                total += results.get(i).loss();
                right += largest(results.get(i).scores()) == largest(targets.get(from + i)) ? 1 : 0;
                add(results.get(i).outputs(), sums);
            }
        }
        if (!Double.isFinite(total)) {
            throw new ModelException("the loss is no number any more; a smaller rate may help");
        }
        return new Gradient(total, right, sums);
    }

    /** A one at a class, of which a share is spread over all classes. */
    public double[] target(int label, double smoothing) {
        double[] target = new double[classes()];
        Arrays.fill(target, smoothing / target.length);
        target[label] += 1 - smoothing;
        return target;
    }

    private int classes() {
        return loss.map(given -> given.scores(new double[graph.outputs()]).length)
                .orElse(graph.outputs());
    }

    /** What came of a picture: its part of the mean loss, its scores, and what the session put out. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Ran(double loss, double[] scores, Map<String, Tensor> outputs) {}

    private Ran run(Tensor input, double[] target, int count) {
        double[] slopes = new double[graph.outputs()];
        double value = 0;
        if (loss.isPresent()) {
            double[] scores = outputs(input);
            for (int k = 0; k < target.length; k++) {
                double[] slope = scores.clone();
                value += target[k] == 0 ? 0 : target[k] * loss.get().differentiate(slope, k) / count;
                for (int j = 0; j < slopes.length; j++) {
                    slopes[j] += target[k] == 0 ? 0 : target[k] * slope[j];
                }
            }
        } else {
            Arrays.setAll(slopes, k -> -target[k]);
        }
        Map<String, Tensor> feeds = feeds(input);
        Tensor cotangent = Tensor.zeros(Shape.of(1, slopes.length));
        for (int k = 0; k < slopes.length; k++) {
            cotangent.set(k, (float) (slopes[k] / count));
        }
        feeds.put(graph.cotangent(), cotangent);
        Map<String, Tensor> found = session.run(feeds, outputs);
        double[] scores = doubles(Objects.requireNonNull(found.get(TuningGraph.OUTPUT)));
        if (loss.isEmpty()) {
            for (int k = 0; k < target.length; k++) {
                value -= target[k] * scores[k] / count;
            }
        }
        return new Ran(value, loss.map(given -> given.scores(scores)).orElse(scores), found);
    }

    private Map<String, Tensor> feeds(Tensor input) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(TuningGraph.INPUT, input.reshape(input.shape().prepend(1)));
        weights.forEach(weight -> feeds.put(weight.name(), weight.tensor()));
        return feeds;
    }

    private static double[] doubles(Tensor values) {
        double[] result = new double[values.size()];
        Arrays.setAll(result, values::at);
        return result;
    }

    private static int largest(double[] values) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            best = values[k] > values[best] ? k : best;
        }
        return best;
    }

    private void add(Map<String, Tensor> result, List<double[]> sums) {
        for (int w = 0; w < sums.size(); w++) {
            Tensor gradient = Objects.requireNonNull(
                    result.get(graph.gradient(weights.get(w).name())));
            double[] sum = sums.get(w);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += gradient.at(i);
            }
        }
    }

    /** Scores of one picture's layer, as logarithms of probabilities. */
    public double[] logProbabilities(Tensor input) {
        double[] outputs = outputs(input);
        double[] scores = loss.map(given -> given.scores(outputs)).orElse(outputs);
        if (loss.isPresent()) {
            double largest = Arrays.stream(scores).max().orElseThrow();
            double sum = Arrays.stream(scores)
                    .map(score -> Math.exp(score - largest))
                    .sum();
            Arrays.setAll(scores, k -> scores[k] - largest - Math.log(sum));
        }
        return scores;
    }

    /**
     * A value inside of the network, for which it was opened.
     *
     * @param input values of the layer, {@code [C, h, w]}
     * @return without the axis of the batch
     */
    public Tensor value(String name, Tensor input) {
        return read(name, input).row(0);
    }

    private double[] outputs(Tensor input) {
        return doubles(read(TuningGraph.OUTPUT, input));
    }

    private Tensor read(String name, Tensor input) {
        return Objects.requireNonNull(forward.run(feeds(input), Set.of(name)).get(name));
    }

    /**
     * Writes the file again, in float32, with the weights as they are now; everything else stays.
     *
     * @throws xai4j.tensor.XaiException if it cannot be written
     */
    public void write(Path target) {
        OnnxGraph written = TuningGraph.widened(file);
        weights.forEach(weight -> written.add(weight.stored()));
        written.write(target);
    }

    @Override
    public void close() {
        session.close();
        forward.close();
    }
}
