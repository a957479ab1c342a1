package xai4j.djl.tensorflow;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Chance inside a graph: augmentation, noise or dropout that was exported in training mode. */
final class RandomOperations {
    /** The seed that chance is frozen with where the file gives none that lasts. */
    static final int SEED = 0;

    /** Operations that go on drawing from run to run, and their twins that draw the same from the same seed. */
    private static final Map<String, String> TWINS = Map.of(
            "RandomUniform", "StatelessRandomUniform",
            "RandomStandardNormal", "StatelessRandomNormal",
            "TruncatedNormal", "StatelessTruncatedNormal",
            "RandomUniformInt", "StatelessRandomUniformInt",
            "Multinomial", "StatelessMultinomial");

    /** A shuffled value is one of its orders; the one it comes in is as good as any. */
    private static final String SHUFFLE = "RandomShuffle";

    private static final String PREFIX = "xai4j_random_seed";

    private RandomOperations() {}

    /** Names of the operations that draw. */
    static List<String> names(GraphDef graph) {
        return graph.getNodeList().stream()
                .filter(node -> draws(node.getOp()))
                .map(NodeDef::getName)
                .toList();
    }

    private static boolean draws(String operation) {
        boolean key = operation.contains("GetKeyCounter") || operation.contains("GetAlg");
        return !key && operation.contains("Random")
                || operation.contains("TruncatedNormal")
                || operation.contains("Multinomial")
                || operation.equals("StatelessShuffle");
    }

    /** A graph that draws the same numbers in each run. */
    static GraphDef frozen(GraphDef graph) {
        GraphDef.Builder frozen = graph.toBuilder().clearNode();
        int number = 0;
        for (NodeDef node : graph.getNodeList()) {
            String twin = TWINS.get(node.getOp());
            if (node.getOp().equals(SHUFFLE)) {
                frozen.addNode(unshuffled(node));
            } else if (twin == null) {
                frozen.addNode(node);
            } else {
                String seed = PREFIX + "_" + number;
                frozen.addNode(Constants.vector(seed, SEED, number++));
                frozen.addNode(stateless(node, twin, seed));
            }
        }
        return frozen.build();
    }

    private static NodeDef unshuffled(NodeDef node) {
        return node.toBuilder()
                .setOp("Identity")
                .clearAttr()
                .putAttr("T", node.getAttrOrThrow("T"))
                .build();
    }

    private static NodeDef stateless(NodeDef node, String twin, String seed) {
        if (node.getOp().equals("Multinomial")) {
            return NodeDef.newBuilder()
                    .setName(node.getName())
                    .setOp(twin)
                    .addInput(node.getInput(0))
                    .addInput(node.getInput(1))
                    .addInput(seed)
                    .putAttr("T", node.getAttrOrThrow("T"))
                    .putAttr("Tseed", TwinRewriter.type(DataType.DT_INT32))
                    .putAttr(
                            "output_dtype", node.getAttrOrDefault("output_dtype", TwinRewriter.type(DataType.DT_INT64)))
                    .build();
        }
        NodeDef.Builder drawn = NodeDef.newBuilder()
                .setName(node.getName())
                .setOp(twin)
                .addInput(node.getInput(0))
                .addInput(seed)
                .putAttr("T", node.getAttrOrThrow("T"))
                .putAttr("Tseed", TwinRewriter.type(DataType.DT_INT32));
        if (twin.endsWith("Int")) {
            AttrValue shape = TwinRewriter.type(DataType.DT_INT32);
            return drawn.addInput(node.getInput(1))
                    .addInput(node.getInput(2))
                    .putAttr("T", shape)
                    .putAttr("dtype", node.getAttrOrThrow("Tout"))
                    .build();
        }
        return drawn.putAttr("dtype", node.getAttrOrThrow("dtype")).build();
    }

    /** One sentence about the chance in a graph. */
    static String remark(List<String> names) {
        return "the network draws random numbers (" + names.stream().limit(3).collect(Collectors.joining(", "))
                + (names.size() > 3 ? " and " + (names.size() - 3) + " more" : "")
                + "), probably because it was exported in training mode; they are frozen with seed " + SEED;
    }
}
