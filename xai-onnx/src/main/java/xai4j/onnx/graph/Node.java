package xai4j.onnx.graph;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One operation of a graph. Immutable; edits return new nodes. */
public final class Node {
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int NAME = 3;
    private static final int OPERATOR = 4;
    private static final int ATTRIBUTE = 5;
    private static final int DOMAIN = 7;
    private static final int OVERLOAD = 8;
    private static final Set<Integer> KNOWN = Set.of(INPUT, OUTPUT, NAME, OPERATOR, ATTRIBUTE, DOMAIN);

    private final String operator;
    private final String domain;
    private final String name;
    private final List<String> inputs;
    private final List<String> outputs;
    private final Map<String, Attribute> attributes;
    private final List<Field> rest;
    /** The node as it lies in the file; none once it was edited. */
    private final @Nullable ByteBuffer original;

    private Node(
            String operator,
            String domain,
            String name,
            List<String> inputs,
            List<String> outputs,
            Map<String, Attribute> attributes,
            List<Field> rest,
            @Nullable ByteBuffer original) {
        this.operator = operator;
        this.domain = domain;
        this.name = name;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.attributes = attributes;
        this.rest = rest;
        this.original = original;
    }

    /** Whether it computes in whole numbers that stand for others, or turns numbers into such or back. */
    public boolean isQuantised() {
        return operator.contains("QuantizeLinear") || operator.startsWith("QLinear") || operator.endsWith("Integer");
    }

    /** A node of the standard domain. */
    public static Node of(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        Map<String, Attribute> map = new LinkedHashMap<>();
        for (Attribute attribute : attributes) {
            map.put(attribute.name(), attribute);
        }
        return new Node(operator, "", "", inputs, outputs, map, List.of(), null);
    }

    static Node parse(ByteBuffer bytes, @Nullable Path folder) {
        Message message = Message.parse(bytes);
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (Field field : message.all(ATTRIBUTE)) {
            Attribute attribute = Attribute.parse(field.bytes(), folder);
            attributes.put(attribute.name(), attribute);
        }
        String domain = message.text(DOMAIN);
        return new Node(
                message.text(OPERATOR),
                domain,
                message.text(NAME),
                message.texts(INPUT),
                message.texts(OUTPUT),
                attributes,
                message.without(KNOWN),
                bytes);
    }

    ByteBuffer toBytes() {
        if (original != null) {
            return original;
        }
        MessageWriter writer = new MessageWriter()
                .strings(INPUT, inputs)
                .strings(OUTPUT, outputs)
                .text(NAME, name)
                .string(OPERATOR, operator);
        attributes.values().forEach(attribute -> writer.field(attribute.field(ATTRIBUTE)));
        return writer.text(DOMAIN, domain).fields(rest).toBuffer();
    }

    /** What is computed, for example {@code Conv}. */
    public String operator() {
        return operator;
    }

    /** Operator with its domain when that is not the standard one: {@code com.microsoft.FusedConv}. */
    public String qualifiedOperator() {
        return isStandard() ? operator : domain + "." + operator;
    }

    /** Whether the operator belongs to ONNX itself. */
    public boolean isStandard() {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** Whether this is the ONNX operator of that name. */
    public boolean is(String standardOperator) {
        return isStandard() && operator.equals(standardOperator);
    }

    /** Domain of the operator; empty for ONNX itself. */
    public String domain() {
        return domain;
    }

    /** Name of the node, often empty. */
    public String name() {
        return name;
    }

    /** How messages call this node: its name, or the first value that it computes. */
    public String title() {
        return name.isEmpty() ? outputs.stream().findFirst().orElse("without outputs") : name;
    }

    /** Names of the values read; empty where an optional input is left out. */
    public List<String> inputs() {
        return inputs;
    }

    /** Names of the values computed; empty where an optional output is left out. */
    public List<String> outputs() {
        return outputs;
    }

    /** Name of an input, or empty when it is left out. */
    public String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    /** Whether an input is given. */
    public boolean hasInput(int index) {
        return !input(index).isEmpty();
    }

    /** Name of an output, or empty when it is left out. */
    public String output(int index) {
        return index < outputs.size() ? outputs.get(index) : "";
    }

    /** An attribute. */
    public Optional<Attribute> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    /** All attributes. */
    public List<Attribute> attributes() {
        return List.copyOf(attributes.values());
    }

    /** An integer attribute or its default. */
    public long integer(String attribute, long otherwise) {
        return attribute(attribute).map(Attribute::integer).orElse(otherwise);
    }

    /** A float attribute or its default. */
    public float number(String attribute, float otherwise) {
        return attribute(attribute).map(Attribute::number).orElse(otherwise);
    }

    /** A text attribute or its default. */
    public String text(String attribute, String otherwise) {
        return attribute(attribute).map(Attribute::text).orElse(otherwise);
    }

    /** A list of integers or its default. */
    public long[] integers(String attribute, long... otherwise) {
        return attribute(attribute).map(Attribute::integers).orElse(otherwise);
    }

    /** This node with an attribute set. */
    public Node with(Attribute attribute) {
        Map<String, Attribute> map = new LinkedHashMap<>(attributes);
        map.put(attribute.name(), attribute);
        return new Node(operator, domain, name, inputs, outputs, map, rest, null);
    }

    /** This node without an attribute. */
    public Node without(String attribute) {
        Map<String, Attribute> map = new LinkedHashMap<>(attributes);
        map.remove(attribute);
        return new Node(operator, domain, name, inputs, outputs, map, rest, null);
    }

    /** This node with other inputs and outputs. */
    public Node rewired(List<String> newInputs, List<String> newOutputs) {
        return new Node(operator, domain, name, newInputs, newOutputs, attributes, rest, null);
    }

    /** This node with other attributes. */
    Node with(List<Attribute> all) {
        Map<String, Attribute> map = new LinkedHashMap<>();
        all.forEach(attribute -> map.put(attribute.name(), attribute));
        return new Node(operator, domain, name, inputs, outputs, map, rest, null);
    }

    /** Which of several functions of one name is called; mostly empty. */
    String overload() {
        return new Message(rest).text(OVERLOAD);
    }

    /** This node under another name. */
    public Node named(String newName) {
        return new Node(operator, domain, newName, inputs, outputs, attributes, rest, null);
    }

    /** This node with another operator of the standard domain. */
    public Node as(String standardOperator) {
        return new Node(standardOperator, "", name, inputs, outputs, attributes, rest, null);
    }

    /** This node with its operator taken from another domain. */
    public Node in(String otherDomain) {
        return new Node(operator, otherDomain, name, inputs, outputs, attributes, rest, null);
    }

    /** Whether an attribute holds a graph, as in If, Loop and Scan. */
    public boolean hasSubgraph() {
        return attributes.values().stream()
                .anyMatch(attribute -> !attribute.graphs().isEmpty());
    }

    /** Values of the surrounding graph that graphs inside this node may read. */
    public Set<String> captured() {
        if (!hasSubgraph()) {
            return Set.of();
        }
        Set<String> names = new TreeSet<>();
        for (Message graph : graphs()) {
            graph.messages(OnnxGraph.OUTPUT).forEach(output -> names.add(output.text(1)));
        }
        for (Node node : inner()) {
            names.addAll(node.inputs());
            names.addAll(node.captured());
        }
        return names;
    }

    private List<Message> graphs() {
        return attributes.values().stream()
                .flatMap(attribute -> attribute.graphs().stream())
                .toList();
    }

    /** Nodes of the graphs that this node holds, one level deep. */
    List<Node> inner() {
        return graphs().stream()
                .flatMap(graph -> graph.all(OnnxGraph.NODE).stream())
                .map(field -> parse(field.bytes(), null))
                .toList();
    }

    /** For messages: {@code Conv /layer1/Conv}. */
    @Override
    public String toString() {
        return qualifiedOperator() + " " + title();
    }
}
