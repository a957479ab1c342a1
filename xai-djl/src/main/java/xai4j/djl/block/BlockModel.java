package xai4j.djl.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import xai4j.djl.engine.EngineErrors;
import xai4j.djl.engine.NdTensors;
import xai4j.djl.engine.UseCount;
import xai4j.image.ImageInput;
import xai4j.model.Activations;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.FeatureLayout;
import xai4j.model.Gradients;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.model.ModelException;
import xai4j.model.ModelSpec;
import xai4j.model.Objective;
import xai4j.model.RandomizableModel;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.model.Scores;
import xai4j.model.backend.BatchChecks;
import xai4j.model.backend.SpatialLayers;
import xai4j.model.backend.WeightLayers;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A network of DJL blocks on the PyTorch engine. The blocks belong to the caller; closing this model does not close them. */
final class BlockModel implements DifferentiableModel, RandomizableModel {
    private static final String OPAQUE = " cannot be had here: ";
    private static final int MATRIX = 2;

    private final NDManager parent;
    private final NDManager manager;
    private final UseCount uses;
    private final Block root;
    private final ModelSpec spec;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    /** What stands in the place of parameters in a copy; they live as long as this model. */
    private final Map<Parameter, NDArray> others = new HashMap<>();
    /** The parameters that can be shuffled, by name, from the scores to the image. */
    private final Map<String, Parameter> weights;

    private final int classes;
    private final String logitsPath;
    private final @Nullable LinearHead head;

    BlockModel(NDManager parent, Block root, ModelSpec spec) {
        this(parent, root, spec, Map.of());
    }

    private BlockModel(NDManager parent, Block root, ModelSpec spec, Map<Parameter, Tensor> shuffled) {
        this.parent = parent;
        this.manager = parent.newSubManager();
        this.uses = new UseCount(spec.name(), manager::close);
        this.root = root;
        this.spec = spec;
        try {
            shuffled.forEach((parameter, values) -> others.put(parameter, NdTensors.array(manager, values)));
            Tensor noise = BatchChecks.noise(sized(spec.input()));
            this.classes = probe(noise);
            this.weights = findWeights(noise);
            this.logitsPath = BlockHead.logitsPath(layers, blocks, spec);
            this.head = findHead(noise).orElse(null);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static Shape sized(ImageInput input) {
        int size = 64;
        return input.withSize(
                        input.height() == Shape.DYNAMIC ? size : input.height(),
                        input.width() == Shape.DYNAMIC ? size : input.width())
                .batchShape(input.batch() == Shape.DYNAMIC ? 2 : input.batch());
    }

    private int probe(Tensor noise) {
        return inScope(false, scope -> {
            NDArray scores = walk(scope, NdTensors.array(scope, noise), (path, block, input, output) -> {
                blocks.put(path, block);
                layers.add(layer(path, block, output));
                return output;
            });
            return Math.toIntExact(scores.getShape().get(1));
        });
    }

    private Map<String, Parameter> findWeights(Tensor noise) {
        Map<Parameter, String> names = new HashMap<>();
        root.getParameters().forEach(pair -> names.putIfAbsent(pair.getValue(), pair.getKey()));
        List<Parameter> inOrder = inScope(false, scope -> {
            FrozenParameters parameters = new FrozenParameters(scope, others);
            new BlockWalk(parameters, (path, block, input, output) -> output).run(root, NdTensors.array(scope, noise));
            return new ArrayList<>(parameters.asked());
        });
        Collections.reverse(inOrder);
        Map<String, Parameter> found = new LinkedHashMap<>();
        for (Parameter parameter : inOrder) {
            NDArray values = parameter.getArray();
            if (values.getShape().dimension() >= MATRIX && values.getDataType() == DataType.FLOAT32) {
                found.put(names.getOrDefault(parameter, parameter.getId()), parameter);
            }
        }
        return found;
    }

    private Layer layer(String path, Block block, NDArray output) {
        long[] extents = output.getShape().getShape();
        int[] dims = new int[extents.length];
        for (int axis = 0; axis < dims.length; axis++) {
            boolean free = axis == 0 && spec.input().batch() == Shape.DYNAMIC
                    || axis > 1 && dims.length == 4 && !spec.input().isFixedSize() && extents[axis] > 1;
            dims[axis] = free ? Shape.DYNAMIC : Math.toIntExact(extents[axis]);
        }
        FeatureLayout layout =
                switch (dims.length) {
                    case 2 -> FeatureLayout.VECTOR;
                    case 3 -> FeatureLayout.TOKENS;
                    case 4 -> FeatureLayout.CHANNELS_FIRST;
                    default -> FeatureLayout.OTHER;
                };
        return new Layer(path, BlockWalk.operator(block), Shape.of(dims), layout);
    }

    private Optional<LinearHead> findHead(Tensor noise) {
        return inScope(false, scope -> {
            Map<String, Tensor> inputs = new LinkedHashMap<>();
            Map<String, Tensor> values = new LinkedHashMap<>();
            walk(scope, NdTensors.array(scope, noise), (path, block, input, output) -> {
                inputs.put(path, NdTensors.tensor(input));
                values.put(path, NdTensors.tensor(output));
                return output;
            });
            return BlockHead.find(
                    layers,
                    blocks.get(logitsPath),
                    inputs.get(logitsPath),
                    values,
                    values.get(logitsPath),
                    parameter -> others.getOrDefault(parameter, parameter.getArray()));
        });
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public Tensor predict(Tensor batch) {
        spec.requireExactBatch(batch);
        return Scores.requireFinite(
                inScope(
                        false,
                        scope -> NdTensors.tensor(
                                walk(scope, NdTensors.array(scope, batch), (path, block, in, out) -> out))),
                spec.name());
    }

    @Override
    public List<String> weightedLayers() {
        return List.copyOf(weights.keySet());
    }

    @Override
    public BlockModel randomized(Collection<String> chosen, long seed) {
        WeightLayers known = new WeightLayers(weightedLayers());
        Set<String> wanted = known.requireKnown(chosen);
        Map<Parameter, Tensor> shuffled = new HashMap<>();
        uses.use(() -> {
            others.forEach((parameter, values) -> shuffled.put(parameter, NdTensors.tensor(values)));
            for (String layer : wanted) {
                Parameter parameter = Objects.requireNonNull(weights.get(layer));
                Tensor own = shuffled.getOrDefault(parameter, NdTensors.tensor(parameter.getArray()));
                shuffled.put(parameter, reordered(own, known.order(layer, seed, own.size())));
            }
            return shuffled;
        });
        return new BlockModel(parent, root, spec, shuffled);
    }

    private static Tensor reordered(Tensor values, int... order) {
        Tensor result = Tensor.zeros(values.shape());
        for (int i = 0; i < order.length; i++) {
            result.set(i, values.at(order[i]));
        }
        return result;
    }

    @Override
    public List<Layer> layers() {
        return List.copyOf(layers);
    }

    @Override
    public Optional<LinearHead> head() {
        return Optional.ofNullable(head);
    }

    @Override
    public Optional<Layer> lastSpatialLayer() {
        return SpatialLayers.last(layers);
    }

    @Override
    public Activations activations(Tensor batch, Set<Layer> wanted) {
        spec.requireExactBatch(batch);
        Set<String> names = names(wanted);
        return inScope(false, scope -> {
            Map<Layer, Tensor> values = new LinkedHashMap<>();
            NDArray scores = walk(scope, NdTensors.array(scope, batch), (path, block, input, output) -> {
                if (names.contains(path)) {
                    values.put(layer(path), NdTensors.tensor(output));
                }
                return output;
            });
            return new Activations(NdTensors.tensor(scores), values);
        });
    }

    @Override
    public Gradients gradients(Tensor batch, Objective objective, Set<Layer> wanted, BackwardRule rule) {
        spec.requireExactBatch(batch);
        Tensor weights = BatchChecks.weights(batch, objective, classes);
        if (objective instanceof Objective.OfScores of) {
            return gradients(batch, of.score(), null, scores -> weights, wanted, rule);
        }
        String layer = name(((Objective.OfLayer) objective).layer());
        return gradients(batch, Score.OUTPUT, layer, scores -> weights, wanted, rule);
    }

    @Override
    public Gradients gradientsOfTop(Tensor batch, Score score, Set<Layer> wanted, BackwardRule rule) {
        spec.requireExactBatch(batch);
        return gradients(
                batch,
                score,
                null,
                scores -> BatchChecks.weights(batch, Objective.classes(score, Scores.top(scores), classes), classes),
                wanted,
                rule);
    }

    private Gradients gradients(
            Tensor batch,
            Score score,
            @Nullable String objective,
            Function<Tensor, Tensor> weights,
            Set<Layer> wanted,
            BackwardRule rule) {
        refuse(rule);
        Set<String> names = names(wanted);
        boolean rectify = rule instanceof BackwardRule.Guided || rule instanceof BackwardRule.Deconvnet;
        Predicate<Block> rectifier = block -> rectify && isRelu(block);
        return inScope(true, scope -> {
            BlockTape tape = new BlockTape(names, rectifier, rule instanceof BackwardRule.Deconvnet);
            NDArray output = walk(scope, tape.start(Layer.INPUT.name(), NdTensors.array(scope, batch)), tape);
            NDArray wantedScores = scores(tape, output, score);
            Tensor scores = NdTensors.tensor(wantedScores.stopGradient());
            NDArray from = objective == null ? wantedScores : tape.value(objective);
            NDArray cotangent = NdTensors.array(scope, weights.apply(scores)).reshape(from.getShape());
            Map<String, NDArray> found = tape.backward(from.mul(cotangent).sum());
            Map<Layer, Tensor> values = new LinkedHashMap<>();
            Map<Layer, Tensor> gradients = new LinkedHashMap<>();
            for (Layer layer : wanted) {
                NDArray gradient = found.get(name(layer));
                if (gradient == null) {
                    throw new ModelException(spec.name() + " did not run through " + layer.name());
                }
                gradients.put(layer, NdTensors.tensor(gradient));
                values.put(layer, layer.equals(Layer.INPUT) ? batch : NdTensors.tensor(tape.value(name(layer))));
            }
            return new Gradients(scores, values, gradients);
        });
    }

    private NDArray scores(BlockTape tape, NDArray output, Score score) {
        boolean squashed = !spec.scores().isLogits() && spec.scores() != ScoreKind.OTHER;
        return switch (score) {
            case OUTPUT -> output;
            case LOGIT -> squashed ? tape.value(logitsPath) : output;
            case PROBABILITY ->
                spec.scores() == ScoreKind.LOGITS || spec.scores() == ScoreKind.LOG_PROBABILITIES
                        ? output.softmax(-1)
                        : output;
        };
    }

    private static boolean isRelu(Block block) {
        return block instanceof LambdaBlock lambda && lambda.getName().equalsIgnoreCase("relu");
    }

    private void refuse(BackwardRule rule) {
        String reason = reason(rule);
        if (reason != null) {
            throw new ModelException(reason);
        }
    }

    @Override
    public Optional<String> obstacle(Layer layer, BackwardRule rule) {
        name(layer);
        return Optional.ofNullable(reason(rule));
    }

    private @Nullable String reason(BackwardRule rule) {
        if (rule instanceof BackwardRule.Gradient) {
            return null;
        }
        if (rule instanceof BackwardRule.Relevance || rule instanceof BackwardRule.DeepLift) {
            return "DeepLIFT and relevance propagation are not offered for DJL blocks; export the network to ONNX for them";
        }
        return blocks.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof ai.djl.nn.ParallelBlock
                        || !BlockWalk.isOpened(entry.getValue())
                                && !entry.getValue().getChildren().isEmpty())
                .findFirst()
                .map(entry -> "guided backpropagation and deconvnet" + OPAQUE + entry.getKey() + " ("
                        + BlockWalk.operator(entry.getValue()) + ") may hold a ReLU that cannot be seen")
                .orElse(null);
    }

    private Set<String> names(Set<Layer> wanted) {
        Set<String> names = new HashSet<>();
        wanted.forEach(layer -> names.add(name(layer)));
        return names;
    }

    private String name(Layer layer) {
        if (!layer.equals(Layer.INPUT) && !layers.contains(layer)) {
            throw new IllegalArgumentException("layer " + layer.name() + " is not of " + spec.name());
        }
        return layer.name();
    }

    private NDArray walk(NDManager scope, NDArray batch, BlockWalk.Visitor visitor) {
        NDArray output = new BlockWalk(new FrozenParameters(scope, others), visitor).run(root, batch);
        return output.getShape().dimension() == 2
                ? output
                : output.reshape(batch.getShape().get(0), -1);
    }

    private <T> T inScope(boolean gradients, Function<NDManager, T> work) {
        return uses.use(() -> during(gradients, work));
    }

    private <T> T during(boolean gradients, Function<NDManager, T> work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(gradients);
        try (NDManager scope = manager.newSubManager()) {
            return work.apply(scope);
        } catch (ai.djl.engine.EngineException e) {
            throw new ModelException(spec.name() + " failed: " + EngineErrors.firstLine(e), e);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    @Override
    public String toString() {
        return "BlockModel[" + spec() + "]";
    }

    @Override
    public void close() {
        uses.close();
    }
}
