package xai4j.djl.nbdt;

import java.util.Arrays;
import java.util.List;
import xai4j.nbdt.hierarchy.Hierarchy;

/**
 * A tree as matrices. Every inner node has a block of columns as wide as the most children any has; a child has the column
 * {@code node · width + place among its siblings}, columns beyond a node's children are padding.
 */
final class TreeBranches {
    private static final float FAR_BELOW = -1e9f;

    private final Hierarchy tree;
    private final int width;

    TreeBranches(Hierarchy tree) {
        this.tree = tree;
        this.width = tree.inner().stream()
                .mapToInt(node -> tree.nodes().get(node).children().size())
                .max()
                .orElseThrow();
    }

    int classes() {
        return tree.classes();
    }

    int nodes() {
        return tree.inner().size();
    }

    int width() {
        return width;
    }

    private interface Visitor {
        void branch(int column, int siblings, List<Integer> leaves);
    }

    private void visit(Visitor visitor) {
        for (int node : tree.inner()) {
            List<Integer> children = tree.nodes().get(node).children();
            for (int place = 0; place < children.size(); place++) {
                int column = (node - tree.classes()) * width + place;
                visitor.branch(column, children.size(), tree.leaves(children.get(place)));
            }
        }
    }

    private int columns() {
        return nodes() * width;
    }

    /** Logits to scores of children, {@code [K, columns]}: means over the leaves. */
    float[] means() {
        float[] means = new float[classes() * columns()];
        visit((column, siblings, leaves) ->
                leaves.forEach(leaf -> means[leaf * columns() + column] = 1f / leaves.size()));
        return means;
    }

    /** Zero for children, far below zero for padding, {@code [1, columns]}. */
    float[] padding() {
        float[] padding = new float[columns()];
        Arrays.fill(padding, FAR_BELOW);
        visit((column, siblings, leaves) -> padding[column] = 0);
        return padding;
    }

    /** One where a child is on the way to a class, {@code [K, columns]}. */
    float[] paths() {
        float[] paths = new float[classes() * columns()];
        visit((column, siblings, leaves) -> leaves.forEach(leaf -> paths[leaf * columns() + column] = 1));
        return paths;
    }

    /** What should be decided on the way to a class, {@code [K, columns]}: one for the right child, smoothed over all. */
    float[] targets(double smoothing, double weight) {
        float[] targets = new float[classes() * columns()];
        visit((column, siblings, leaves) -> {
            int first = column - column % width;
            for (int leaf : leaves) {
                for (int place = 0; place < siblings; place++) {
                    double one = first + place == column ? 1 - smoothing : 0;
                    targets[leaf * columns() + first + place] = (float) (weight * (one + smoothing / siblings));
                }
            }
        });
        return targets;
    }
}
