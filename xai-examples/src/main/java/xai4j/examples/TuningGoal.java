package xai4j.examples;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import xai4j.nbdt.TreeDecisions;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.numeric.ScoreLoss;
import xai4j.onnx.train.FrozenFeatures;
import xai4j.onnx.train.LinearClassifier;
import xai4j.onnx.train.LinearHeadFit;
import xai4j.onnx.train.tree.FrozenTree;
import xai4j.onnx.train.tree.TreeScoreLoss;
import xai4j.onnx.train.tune.TunableNetwork;

/**
 * What upper layers are tuned for.
 *
 * @param head fitted to frozen features, where the tuning begins
 * @param loss of the scores; none for cross-entropy
 * @param rules how scores become a class, by name; the first one counts
 */
record TuningGoal(LinearClassifier head, Optional<ScoreLoss> loss, Map<String, ToIntFunction<double[]>> rules) {
    /** To tell the classes. */
    static TuningGoal classes(FrozenFeatures pooled) {
        return new TuningGoal(LinearHeadFit.fit(pooled), Optional.empty(), Map.of("network", TuningGoal::largest));
    }

    /**
     * To tell the classes by a tree of decisions.
     *
     * @param tree that the pictures suggest, or that was given
     * @param weight of the tree's part of the loss
     * @param own the file's own head for these classes, where the tuning then begins
     */
    static TuningGoal tree(
            FrozenFeatures pooled,
            Function<FrozenFeatures, Hierarchy> tree,
            double weight,
            Optional<LinearClassifier> own) {
        Hierarchy hierarchy = tree.apply(pooled);
        Map<String, ToIntFunction<double[]>> rules = new LinkedHashMap<>();
        rules.put("soft tree", scores -> decisions(hierarchy, scores).softClass());
        rules.put("hard tree", scores -> decisions(hierarchy, scores).hardClass());
        rules.put("network", TuningGoal::largest);
        return new TuningGoal(
                own.orElseGet(() -> FrozenTree.fit(pooled, hierarchy, weight).head()),
                Optional.of(new TreeScoreLoss(hierarchy, weight)),
                rules);
    }

    private static TreeDecisions decisions(Hierarchy tree, double... scores) {
        float[] floats = new float[scores.length];
        IntStream.range(0, scores.length).forEach(k -> floats[k] = (float) scores[k]);
        return new TreeDecisions(tree, floats);
    }

    private static int largest(double... scores) {
        return IntStream.range(0, scores.length)
                .reduce((best, k) -> scores[k] > scores[best] ? k : best)
                .orElseThrow();
    }

    /** Opens the classifier that begins with this goal's head. */
    TunableNetwork open(Path file, String layer) {
        return loss.map(other -> TunableNetwork.open(file, layer, other))
                .orElseGet(() -> TunableNetwork.open(file, layer));
    }
}
