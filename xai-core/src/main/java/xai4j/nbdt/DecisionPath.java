package xai4j.nbdt;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import xai4j.explain.Diagnostics;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.Explanation;
import xai4j.explain.Provenance;
import xai4j.explain.Rendering;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * A prediction as a path of decisions (Wan et al. 2021).
 *
 * @param targets the classes whose paths are told; by default the tree's own prediction. Scores are the tree's
 * @param classScores what the tree says of each class, {@code [K]}: under the soft rule probabilities that add up to one, under
 *     the hard rule 1 for the class reached and 0 for the others
 * @param rule how the tree came to its answer
 * @param hierarchy the tree
 * @param nodes scores and probabilities at every inner node, in the order of their numbers
 * @param paths per target its decisions from the root
 * @param networkClass the class of the network's own highest score
 * @param provenance how it was made
 * @param diagnostics how far it can be trusted
 */
@JsonTypeName("decision-path")
public record DecisionPath(
        List<ExplainedTarget> targets,
        Tensor classScores,
        TreeRule rule,
        Hierarchy hierarchy,
        List<NodeProbabilities> nodes,
        List<List<Decision>> paths,
        int networkClass,
        Provenance provenance,
        Diagnostics diagnostics)
        implements Explanation {
    /** Checks the sizes. */
    public DecisionPath {
        targets = List.copyOf(targets);
        diagnostics = provenance.complete(diagnostics);
        classScores = classScores.asReadOnly();
        nodes = List.copyOf(nodes);
        paths = paths.stream().map(List::copyOf).toList();
        if (classScores.size() != hierarchy.classes() || paths.size() != targets.size()) {
            throw new IllegalArgumentException(classScores.size() + " scores and " + paths.size() + " paths do not fit "
                    + hierarchy.classes() + " classes and " + targets.size() + " targets");
        }
    }

    /** What the tree says of each class, once per target: {@code [T, K]}. */
    @Override
    public Tensor values() {
        Tensor values = Tensor.zeros(Shape.of(targets.size(), hierarchy.classes()));
        for (int t = 0; t < targets.size(); t++) {
            values.row(t).buffer().put(classScores.toArray());
        }
        return values;
    }

    /** Probability of a target's path, in [0, 1]: the product of its decisions'. */
    public double pathProbability(int target) {
        return paths.get(target).stream().mapToDouble(Decision::probability).reduce(1, (a, b) -> a * b);
    }

    /** The path in words: {@code Prediction: cat // Decisions: animal (99.34%), …, cat (99.53%)}. */
    public String sentence(int target) {
        return "Prediction: " + targets.get(target).label() + " // Decisions: "
                + paths.get(target).stream()
                        .map(decision -> String.format(
                                Locale.ROOT, "%s (%.2f%%)", decision.name(), 100 * decision.probability()))
                        .collect(Collectors.joining(", "));
    }

    /** The tree with the path lit. */
    @Override
    public Rendering render() {
        return new TreeRendering(this);
    }

    @Override
    public String toString() {
        return summary();
    }
}
