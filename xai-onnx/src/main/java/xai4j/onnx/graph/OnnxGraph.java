package xai4j.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xai4j.io.AtomicFile;
import xai4j.model.ModelException;

/**
 * An ONNX model in memory, to be looked at, edited and written again; whatever this library does not know is kept.
 *
 * <p>The collections are the graph: changing them changes it. Weights stay views of the bytes that were read. A graph is
 * not safe for use by several threads while it is being changed; {@link #copy} is cheap.
 */
public final class OnnxGraph {
    static final int NODE = 1;
    static final int OUTPUT = 12;
    private static final int IR_VERSION = 1;
    private static final int GRAPH = 7;
    private static final int OPSET = 8;
    private static final int METADATA = 14;
    private static final int FUNCTION = 25;
    private static final int INITIALIZER = 5;
    private static final int INPUT = 11;
    private static final int VALUE_INFO = 13;
    /** Smaller tensors are cheaper to copy than to name. */
    private static final int LEAST_SHARED = 1024;

    private static final Set<Integer> MODEL_FIELDS = Set.of(IR_VERSION, GRAPH, OPSET, METADATA);
    private static final Set<Integer> GRAPH_FIELDS = Set.of(NODE, INITIALIZER, INPUT, OUTPUT, VALUE_INFO);

    private final String source;
    private final @Nullable Path folder;
    private final List<Field> modelRest;
    private final List<Field> graphRest;
    private final List<Field> opsetFields;
    private final Map<String, Long> opsets = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, ConstantTensor> initializers = new LinkedHashMap<>();
    private final Map<String, ValueInfo> inputs = new LinkedHashMap<>();
    private final Map<String, ValueInfo> outputs = new LinkedHashMap<>();
    private final Map<String, ValueInfo> values = new LinkedHashMap<>();
    private long irVersion;

    private OnnxGraph(
            String source,
            @Nullable Path folder,
            List<Field> modelRest,
            List<Field> graphRest,
            List<Field> opsetFields) {
        this.source = source;
        this.folder = folder;
        this.modelRest = modelRest;
        this.graphRest = graphRest;
        this.opsetFields = opsetFields;
    }

    /** A graph with nothing in it. */
    public static OnnxGraph empty(String source, long opset) {
        OnnxGraph graph = new OnnxGraph(source, null, List.of(), List.of(Field.string(2, "graph")), List.of());
        graph.irVersion = 8;
        graph.opsets.put("", opset);
        return graph;
    }

    /**
     * Reads a model file.
     *
     * @throws ModelException naming the file, if it cannot be read or is no ONNX model
     */
    public static OnnxGraph read(Path file) {
        return ModelFile.read(file, false);
    }

    /**
     * Reads a model file, whose weights stay pages of the file: it must not change while the graph is in use.
     *
     * @throws ModelException naming the file, if it cannot be read or is no ONNX model
     */
    public static OnnxGraph map(Path file) {
        return ModelFile.read(file, true);
    }

    /**
     * Reads a model from memory; the bytes must not change afterwards.
     *
     * @param source how messages call the model
     * @throws ModelException naming the source, if the bytes are no ONNX model
     */
    public static OnnxGraph parse(ByteBuffer bytes, String source) {
        return parse(bytes, source, null);
    }

    static OnnxGraph parse(ByteBuffer bytes, String source, @Nullable Path folder) {
        try {
            return ofModel(Message.parse(bytes), source, folder);
        } catch (ModelException | IllegalArgumentException e) {
            throw new ModelException(source + " is not a readable ONNX model: " + e.getMessage(), e);
        }
    }

    private static OnnxGraph ofModel(Message model, String source, @Nullable Path folder) {
        Message content = model.messages(GRAPH).stream()
                .findFirst()
                .orElseThrow(() -> new ModelException("there is no graph in it"));
        OnnxGraph graph = new OnnxGraph(
                source, folder, model.without(MODEL_FIELDS), content.without(GRAPH_FIELDS), model.all(OPSET));
        graph.irVersion = model.number(IR_VERSION);
        model.messages(OPSET).forEach(opset -> graph.opsets.put(opset.text(1), opset.number(2)));
        model.messages(METADATA).forEach(entry -> graph.metadata.put(entry.text(1), entry.text(2)));
        List<Node> calls = new ArrayList<>();
        content.all(NODE).forEach(node -> calls.add(Node.parse(node.bytes(), folder)));
        NestedGraphs.requireShallow(calls);
        AttributeChecks.require(calls);
        graph.nodes.addAll(LocalFunctions.of(model.messages(FUNCTION), folder).inlined(calls, graph.opsets));
        for (Message tensor : content.messages(INITIALIZER)) {
            graph.add(new ConstantTensor(tensor, folder));
        }
        collect(content.messages(INPUT), graph.inputs);
        collect(content.messages(OUTPUT), graph.outputs);
        collect(content.messages(VALUE_INFO), graph.values);
        return graph;
    }

    private static void collect(List<Message> messages, Map<String, ValueInfo> into) {
        messages.stream().map(ValueInfo::parse).forEach(value -> into.put(value.name(), value));
    }

    /** Whether it has a loop, at any depth, whose number of turns its inputs may decide. */
    public boolean hasLoops() {
        return hasLoops(nodes);
    }

    private static boolean hasLoops(List<Node> nodes) {
        return nodes.stream().anyMatch(node -> node.is("Loop") || node.hasSubgraph() && hasLoops(node.inner()));
    }

    /** The model as a file's content, in direct memory. */
    public ByteBuffer toBytes() {
        return toBytes(Set.of());
    }

    /**
     * The weights that an engine can read where they lie, by name: float32, of {@value #LEAST_SHARED} bytes or more, in direct memory. All
     * graphs that come from one file share them.
     */
    public Map<String, ConstantTensor> shareableWeights() {
        Map<String, ConstantTensor> shareable = new LinkedHashMap<>();
        initializers.forEach((name, tensor) -> {
            boolean large = tensor.type() == ElementType.FLOAT && tensor.size() * Float.BYTES >= LEAST_SHARED;
            if (large && tensor.direct().isPresent()) {
                shareable.put(name, tensor);
            }
        });
        return shareable;
    }

    /**
     * The model in direct memory, for an engine that is given some weights beside it.
     *
     * @param beside initialisers whose elements are left out
     */
    public ByteBuffer toBytes(Set<String> beside) {
        MessageWriter graph = new MessageWriter();
        nodes.forEach(node -> graph.field(Field.bytes(NODE, node.toBytes())));
        graph.fields(graphRest);
        initializers.forEach((name, tensor) ->
                graph.message(INITIALIZER, beside.contains(name) ? tensor.writeEmpty() : tensor.write()));
        inputs.values().forEach(value -> graph.message(INPUT, value.write()));
        outputs.values().forEach(value -> graph.message(OUTPUT, value.write()));
        values.values().forEach(value -> graph.message(VALUE_INFO, value.write()));
        MessageWriter model = new MessageWriter()
                .varint(IR_VERSION, irVersion)
                .fields(modelRest)
                .message(GRAPH, graph);
        opsets.forEach((domain, version) -> model.field(opset(domain, version)));
        metadata.forEach((key, value) ->
                model.message(METADATA, new MessageWriter().string(1, key).string(2, value)));
        return model.toDirectBuffer();
    }

    /**
     * Writes the model as a file, whole or not at all.
     *
     * @throws xai4j.tensor.XaiException naming the file, if it cannot be written
     */
    public void write(Path file) {
        ByteBuffer bytes = toBytes();
        AtomicFile.write(file, out -> {
            WritableByteChannel channel = Channels.newChannel(out);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    /** An operator set as the file says it, as long as it was not changed: some files spell the empty domain out. */
    private Field opset(String domain, long version) {
        return opsetFields.stream()
                .filter(field -> {
                    Message opset = Message.parse(field.bytes());
                    return opset.text(1).equals(domain) && opset.number(2) == version;
                })
                .findFirst()
                .orElseGet(() -> Field.bytes(
                        OPSET,
                        new MessageWriter().text(1, domain).varint(2, version).toBuffer()));
    }

    /** A graph that can be edited without changing this one; it shares nodes and weights. */
    public OnnxGraph copy() {
        OnnxGraph copy = new OnnxGraph(source, folder, modelRest, graphRest, opsetFields);
        copy.irVersion = irVersion;
        copy.opsets.putAll(opsets);
        copy.metadata.putAll(metadata);
        copy.nodes.addAll(nodes);
        copy.initializers.putAll(initializers);
        copy.inputs.putAll(inputs);
        copy.outputs.putAll(outputs);
        copy.values.putAll(values);
        return copy;
    }

    /** How messages call this model: usually its file name. */
    public String source() {
        return source;
    }

    /** The folder of the model's file, where external data lie; empty for a model from memory. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    /** Version of the file format. */
    public long irVersion() {
        return irVersion;
    }

    /** Sets the version of the file format. */
    public void irVersion(long version) {
        irVersion = version;
    }

    /** Operator set versions by domain; the standard domain is the empty text. */
    public Map<String, Long> opsets() {
        return opsets;
    }

    /** Version of the standard operator set; 1 when the file says none. */
    public long opset() {
        return opsets.getOrDefault("", opsets.getOrDefault("ai.onnx", 1L));
    }

    /** Free text that the exporting tool left, by key. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Nodes in topological order. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Stored tensors by name. */
    public Map<String, ConstantTensor> initializers() {
        return initializers;
    }

    /** Declared inputs by name; in old files also initialisers. */
    public Map<String, ValueInfo> inputs() {
        return inputs;
    }

    /** Inputs that must be fed. */
    public List<ValueInfo> ports() {
        return inputs.values().stream()
                .filter(input -> !initializers.containsKey(input.name()))
                .toList();
    }

    /** Outputs by name. */
    public Map<String, ValueInfo> outputs() {
        return outputs;
    }

    /** What the file says about inner values. */
    public Map<String, ValueInfo> values() {
        return values;
    }

    /** Adds a stored tensor under its own name. */
    public void add(ConstantTensor tensor) {
        initializers.put(tensor.name(), tensor);
    }

    /** Makes an inner value an output; its type and shape are left to the engine. */
    public void expose(String value) {
        outputs.computeIfAbsent(value, ValueInfo::of);
    }

    /** The node that computes a value. */
    public Optional<Node> producer(String value) {
        return nodes.stream()
                .filter(node -> !value.isEmpty() && node.outputs().contains(value))
                .findFirst();
    }

    /**
     * Leaves only the named outputs and what they need. Inputs stay, except initialisers that old files list as inputs.
     *
     * @throws IllegalArgumentException if the graph has no such value
     */
    public void keepOnly(Collection<String> wanted) {
        outputs.keySet().retainAll(wanted);
        wanted.forEach(this::expose);
        inputs.keySet().removeAll(initializers.keySet());
        Set<String> needed = new HashSet<>(wanted);
        List<Node> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(node.inputs());
                needed.addAll(node.captured());
                kept.add(node);
            }
        }
        Collections.reverse(kept);
        nodes.clear();
        nodes.addAll(kept);
        initializers.keySet().retainAll(needed);
        Set<String> present = new HashSet<>(initializers.keySet());
        present.addAll(inputs.keySet());
        nodes.forEach(node -> present.addAll(node.outputs()));
        for (String value : wanted) {
            if (!present.contains(value)) {
                throw new IllegalArgumentException(source + " has no value named " + value);
            }
        }
        values.keySet().retainAll(present);
    }

    /**
     * Refuses a model that keeps elements outside its own folder, which an engine would read from wherever the file says.
     *
     * @throws ModelException naming the tensor
     */
    public void requireOwnData() {
        try {
            initializers.values().forEach(ConstantTensor::requireInside);
            nodes.stream()
                    .filter(node -> node.is("Constant"))
                    .flatMap(node -> node.attribute("value").stream())
                    .forEach(attribute -> attribute.tensor().requireInside());
        } catch (ModelException e) {
            throw new ModelException(source + ": " + e.getMessage(), e);
        }
    }

    /** The tool that wrote the file; empty when it does not say. */
    public String producer() {
        return new Message(modelRest).text(2);
    }

    @Override
    public String toString() {
        return source + ": " + nodes.size() + " nodes, opset " + opset();
    }
}
