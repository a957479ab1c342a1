package xai4j.djl.tensorflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import xai4j.model.ModelException;

/**
 * Which operations may run. A graph is a program, and a model file may come from anybody: only operations that compute and
 * leave nothing behind, listed in {@code operations.txt}, are handed to TensorFlow.
 */
final class AllowedOperations {
    private static final Set<String> COMPUTING = read();

    /** What writes, prints or runs foreign code has no business in a model, whether or not it would ever be reached. */
    private static final Pattern FOREIGN = Pattern.compile("WriteFile|(Eager)?PyFunc(Stateless)?|MlirPassthroughOp");

    /** What acts when it is reached; anything else that is unknown is only refused where the scores need it. */
    private static final Pattern ACTING = Pattern.compile(FOREIGN.pattern()
            + "|ReadFile|MatchingFiles|Print(V2)?|Save(V2|Slices)?|MergeV2Checkpoints|.*(Summary|Reader|Dataset|Iterator|Queue"
            + "|Barrier|Socket|Rpc|Remote|Send|Recv|Collective|Debug|Timestamp|Stage|DeleteOldDirs).*");

    private AllowedOperations() {}

    private static Set<String> read() {
        try (InputStream in = AllowedOperations.class.getResourceAsStream("operations.txt")) {
            if (in == null) {
                throw new IllegalStateException("operations.txt is part of the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Pattern.compile("\\s+").splitAsStream(line))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an operation does nothing but compute. */
    static boolean isComputing(String operation) {
        return COMPUTING.contains(operation);
    }

    /**
     * Refuses a file that holds, anywhere, an operation that writes files or runs foreign code.
     *
     * @throws ModelException naming the operation
     */
    static void requireHarmless(GraphDef graph, String name) {
        refuse(GraphReach.everything(graph), FOREIGN, name);
    }

    /**
     * Refuses operations with effects among those that TensorFlow itself would run.
     *
     * @throws ModelException naming the operation
     */
    static void requireInactive(Collection<NodeDef> reached, String name) {
        refuse(reached, ACTING, name);
    }

    private static void refuse(Collection<NodeDef> nodes, Pattern unwanted, String name) {
        nodes.stream()
                .filter(node -> unwanted.matcher(node.getOp()).matches())
                .findFirst()
                .ifPresent(node -> {
                    throw new ModelException(name + " holds the operation " + node.getOp() + " (" + node.getName()
                            + "), which acts beyond computing scores, on files, the network, the terminal or other programs;"
                            + " nothing of it was run. Export the network for inference, without it");
                });
    }

    /** The first node, functions included, that is not known to do nothing but compute. */
    static Optional<NodeDef> unknown(GraphDef graph) {
        return GraphReach.everything(graph).stream()
                .filter(node -> !isComputing(node.getOp()))
                .findFirst();
    }

    /**
     * Lets a graph pass that only computes.
     *
     * @throws ModelException naming the first operation that is not known to
     */
    static void requireComputing(GraphDef graph, String name) {
        unknown(graph).ifPresent(node -> {
            throw new ModelException("the scores of " + name + " need the operation " + node.getOp() + " ("
                    + node.getName() + "), which is none of those that only compute, and only those are run;"
                    + " export the network from a float image tensor to its scores");
        });
    }
}
