package xai4j.onnx;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import xai4j.model.BackwardRule;
import xai4j.model.ForwardPass;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.onnx.grad.GradientRequest;
import xai4j.onnx.grad.Seed;
import xai4j.onnx.grad.Shortcut;
import xai4j.onnx.graph.GraphAnatomy;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Gradients of one model: builds, for each kind of question, a graph with its backward pass, once, and runs it. */
final class OnnxGradients {
    private final OnnxModel model;
    private final OnnxSessions sessions;
    private final BatchedRun run;
    private final OnnxImageInput port;
    private final Shortcut shortcut;
    private final LruCache<Object, GradientPlan> plans = new LruCache<>(OnnxSessions.KEPT);
    private final LruCache<Object, Optional<CutGradient>> cuts = new LruCache<>(OnnxSessions.KEPT);
    private final LayerLender lender;

    OnnxGradients(OnnxModel model, OnnxSessions sessions, BatchedRun run, OnnxImageInput port, Shortcut shortcut) {
        this.model = model;
        this.sessions = sessions;
        this.run = run;
        this.port = port;
        this.shortcut = shortcut;
        this.lender = new LayerLender(sessions, port.name());
    }

    /** Gradients of an objective. */
    Gradients of(Tensor batch, Objective objective, Set<Layer> layers, BackwardRule rule) {
        Question question = question(batch.shape(), seed(objective, batch.shape()), layers, rule);
        Tensor cotangent = cotangent(batch, objective, rule);
        boolean scored = objective instanceof Objective.OfScores;
        Map<String, Tensor> inputs = inputs(question, batch, rule);
        Optional<Tensor> classes = scored ? OneClassSeed.classes(cotangent) : Optional.empty();
        inputs.put(question.plan.names().cotangent(), cotangent);
        Map<String, Tensor> values = classes.isPresent()
                ? ofClasses(question, batch, classes.get(), rule)
                : sessions.use(
                        question.key,
                        () -> question.plan.graph().graph(),
                        session -> run(session, inputs, question.outputs(scored)));
        Tensor scores = objective instanceof Objective.OfScores of
                ? scores(of.score(), table(Objects.requireNonNull(values.get(question.seed.value()))))
                : Tensor.zeros(Shape.of(batch.shape().dim(0), 0));
        return gathered(batch, question, scores, values);
    }

    /** Gradients of the highest score, chosen inside the graph; empty when the score is not a value of the graph. */
    Optional<Gradients> ofTop(Tensor batch, Score score, Set<Layer> layers, BackwardRule rule) {
        if (needsActivation(score)) {
            return Optional.empty();
        }
        Seed seed = seed(score, batch.shape());
        Question question = question(batch.shape(), seed, layers, rule);
        Tensor open = OneClassSeed.open(batch.shape().dim(0));
        Map<String, Tensor> values = ofClasses(question, batch, open, rule);
        return Optional.of(gathered(batch, question, table(Objects.requireNonNull(values.get(seed.value()))), values));
    }

    /** Gradients of one image's highest score at one layer, lent to a reader; empty where they cannot be. */
    <R> Optional<R> lendTop(Tensor image, Score score, Layer layer, Function<Gradients, R> reader) {
        if (needsActivation(score) || layer.equals(Layer.INPUT) || port.input().batch() > 1) {
            return Optional.empty();
        }
        Question question = question(image.shape(), seed(score, image.shape()), Set.of(layer), BackwardRule.GRADIENT);
        int classes = model.anatomy(image.shape()).classes();
        return question.wanted.containsKey(question.seed.value())
                ? Optional.empty()
                : lender.lend(question, layer, classes, image, reader);
    }

    /** What is asked for one class of each image, given or the highest. */
    private Map<String, Tensor> ofClasses(Question question, Tensor batch, Tensor classes, BackwardRule rule) {
        Map<String, Tensor> inputs = inputs(question, batch, rule);
        inputs.put(OneClassSeed.CLASS, classes);
        return sessions.use(
                List.of("class", question.key),
                () -> OneClassSeed.in(
                        question.plan.graph(),
                        question.seed,
                        model.anatomy(batch.shape()).classes()),
                session -> run(session, inputs, question.outputs(true)));
    }

    /** One image's way through the network; empty when the score is no value of the graph, or the graph cannot be cut. */
    Optional<ForwardPass> forward(Tensor image, Score score, Set<Layer> layers, BackwardRule rule) {
        if (needsActivation(score)
                || rule instanceof BackwardRule.DeepLift
                || port.input().batch() > 1) {
            return Optional.empty();
        }
        Question question = question(image.shape(), seed(score, image.shape()), layers, rule);
        return cuts.get(question.key, missing -> CutGradient.of(question.plan.graph(), question.wanted.keySet()))
                .map(cut -> OnnxPass.of(sessions, question, cut, port.name(), image));
    }

    /** A gradient graph and what it is asked for. */
    record Question(Object key, GradientPlan plan, Seed seed, Map<String, Layer> wanted) {
        Set<String> outputs(boolean scored) {
            Set<String> outputs = new LinkedHashSet<>(gradientValues());
            outputs.addAll(forwardValues());
            if (!scored && !wanted.containsKey(seed.value())) {
                outputs.remove(seed.value());
            }
            return outputs;
        }

        /** The gradients of the wanted values. */
        Set<String> gradientValues() {
            Set<String> values = new LinkedHashSet<>();
            wanted.keySet().forEach(value -> values.add(plan.names().gradient(value)));
            return values;
        }

        /** The wanted values themselves, and that of which they are differentiated. */
        Set<String> forwardValues() {
            Set<String> values = new LinkedHashSet<>();
            wanted.forEach((value, layer) -> {
                if (!layer.equals(Layer.INPUT)) {
                    values.add(value);
                }
            });
            values.add(seed.value());
            return values;
        }
    }

    private Question question(Shape batch, Seed seed, Set<Layer> layers, BackwardRule rule) {
        Map<String, Layer> wanted = new LinkedHashMap<>();
        layers.forEach(layer -> wanted.put(valueOf(layer), layer));
        Object key = List.of("gradient", batch.dropFirst(), seed, new TreeSet<>(wanted.keySet()), kind(rule), shortcut);
        GradientPlan plan = plans.get(
                key,
                missing -> new GradientPlan(new GradientRequest(
                        shortcut.in(model.anatomy(batch, layers)), seed, wanted.keySet(), Set.of(), rule)));
        return new Question(key, plan, seed, wanted);
    }

    private Map<String, Tensor> inputs(Question question, Tensor batch, BackwardRule rule) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(port.name(), batch);
        if (rule instanceof BackwardRule.DeepLift deepLift) {
            question.plan
                    .names()
                    .baseline()
                    .ifPresent(name -> inputs.put(name, perRow(deepLift.baseline(), batch.shape())));
        }
        return inputs;
    }

    private Map<String, Tensor> run(OnnxSession session, Map<String, Tensor> inputs, Set<String> outputs) {
        inputs.keySet().retainAll(session.inputs());
        return run.run(session, inputs, outputs);
    }

    static Gradients gathered(Tensor batch, Question question, Tensor scores, Map<String, Tensor> values) {
        Map<Layer, Tensor> activations = new LinkedHashMap<>();
        Map<Layer, Tensor> gradients = new LinkedHashMap<>();
        question.wanted.forEach((value, layer) -> {
            Tensor gradient =
                    Objects.requireNonNull(values.get(question.plan.names().gradient(value)));
            Tensor activation = layer.equals(Layer.INPUT) ? batch : Objects.requireNonNull(values.get(value));
            activations.put(layer, activation);
            gradients.put(layer, gradient.reshape(activation.shape()));
        });
        return new Gradients(scores, activations, gradients);
    }

    private Tensor scores(Score score, Tensor table) {
        return needsActivation(score) ? Scores.convert(table, model.spec().scores(), score) : table;
    }

    private String valueOf(Layer layer) {
        return layer.equals(Layer.INPUT)
                ? port.name()
                : model.requireLayer(layer).name();
    }

    private Seed seed(Objective objective, Shape batch) {
        return objective instanceof Objective.OfLayer layer
                ? Seed.layer(model.requireLayer(layer.layer()).name())
                : seed(((Objective.OfScores) objective).score(), batch);
    }

    private Seed seed(Score score, Shape batch) {
        GraphAnatomy anatomy = model.anatomy(batch);
        boolean logits = score == Score.LOGIT || needsActivation(score);
        return Seed.scores(logits ? anatomy.logits() : anatomy.scores());
    }

    /** Whether probabilities are asked of a model that gives logits or logarithms. */
    private boolean needsActivation(Score score) {
        ScoreKind kind = model.spec().scores();
        return score == Score.PROBABILITY && (kind.isLogits() || kind == ScoreKind.LOG_PROBABILITIES);
    }

    private Tensor cotangent(Tensor batch, Objective objective, BackwardRule rule) {
        if (objective instanceof Objective.OfLayer layer) {
            return layer.weights();
        }
        Objective.OfScores of = (Objective.OfScores) objective;
        Shape expected =
                Shape.of(batch.shape().dim(0), model.anatomy(batch.shape()).classes());
        if (!of.weights().shape().equals(expected)) {
            throw new IllegalArgumentException(
                    "the objective's weights are " + of.weights().shape() + "; " + expected + " is expected");
        }
        return needsActivation(of.score()) ? throughActivation(batch, of.weights(), rule) : of.weights();
    }

    /**
     * The cotangent of the logits that belongs to one of the probabilities: {@code p · (w − Σ w p)} for a softmax, {@code w · p · (1 − p)} for a
     * sigmoid.
     */
    private Tensor throughActivation(Tensor batch, Tensor weights, BackwardRule rule) {
        if (!(rule instanceof BackwardRule.Gradient)) {
            throw new ModelException(model.spec().name()
                    + " gives logits; under rules other than the gradient only score=logit can be explained");
        }
        Tensor p = model.predict(batch, Score.PROBABILITY, shortcut);
        Tensor result = Tensor.zeros(weights.shape());
        int classes = weights.shape().dim(1);
        boolean sigmoid = model.spec().scores() == ScoreKind.SIGMOID_LOGITS;
        for (int row = 0; row < weights.shape().dim(0); row++) {
            double mean = 0;
            for (int k = row * classes; k < (row + 1) * classes; k++) {
                mean += (double) weights.at(k) * p.at(k);
            }
            for (int k = row * classes; k < (row + 1) * classes; k++) {
                double slope = sigmoid ? weights.at(k) * (1.0 - p.at(k)) : weights.at(k) - mean;
                result.set(k, (float) (p.at(k) * slope));
            }
        }
        return result;
    }

    static Tensor table(Tensor scores) {
        int count = scores.shape().dim(0);
        return scores.reshape(Shape.of(count, scores.size() / count));
    }

    /** One baseline for each image. */
    private static Tensor perRow(Tensor baseline, Shape batch) {
        if (baseline.shape().equals(batch)) {
            return baseline;
        }
        if (!baseline.shape().equals(batch.withFirst(1))) {
            throw new IllegalArgumentException("baseline " + baseline.shape() + " does not fit a batch " + batch);
        }
        Tensor rows = Tensor.zeros(batch);
        for (int i = 0; i < batch.dim(0); i++) {
            rows.slice(i, i + 1).buffer().put(baseline.buffer());
        }
        return rows;
    }

    /** What distinguishes the graphs of two rules; baselines are inputs, not part of the graph. */
    static Object kind(BackwardRule rule) {
        return rule instanceof BackwardRule.DeepLift ? BackwardRule.DeepLift.class : rule;
    }
}
