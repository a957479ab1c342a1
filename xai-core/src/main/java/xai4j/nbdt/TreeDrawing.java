package xai4j.nbdt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.render.TextDrawing;

/**
 * A tree of decisions laid out from left to right: lines and texts with their places, whatever they are drawn with. Large
 * trees show the path and, beside it, what was not taken as one branch each.
 */
final class TreeDrawing {
    static final int ROW = 24;
    private static final int COLUMN = 84;
    private static final int LONGEST_NAME = 18;
    private static final int MARGIN = 12;
    private static final int PADDING = 16;
    private static final int WHOLE = 40;

    private final DecisionPath decisions;
    private final Hierarchy tree;
    private final Set<Integer> path;
    private final boolean whole;
    private final Map<Integer, Integer> rows = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();
    private final int column;
    private int nextRow;
    private int width;

    /** A stroke; lit when it belongs to the path. */
    record Line(int fromX, int fromY, int toX, int toY, boolean lit) {}

    /** A line of text whose left end is vertically centred at a place. */
    record Text(String text, int x, int y, boolean lit) {}

    TreeDrawing(DecisionPath decisions, int target) {
        this.decisions = decisions;
        this.tree = decisions.hierarchy();
        this.path = Set.copyOf(tree.pathTo(decisions.targets().get(target).index()));
        this.whole = tree.classes() <= WHOLE;
        this.column = tree.inner().stream()
                .filter(node -> node != tree.root() && isOpen(node) && isNamed(node))
                .mapToInt(node -> TextDrawing.SMALL.width(tree.nodes().get(node).name()) + PADDING)
                .reduce(COLUMN, Math::max);
        place(tree.root(), 0);
    }

    List<Line> lines() {
        return lines;
    }

    List<Text> texts() {
        return texts;
    }

    int width() {
        return width + MARGIN;
    }

    int height() {
        return nextRow * ROW / 2 + 2 * MARGIN;
    }

    private boolean isOpen(int node) {
        return node >= tree.classes() && (whole || path.contains(node));
    }

    /** Longer names, usually lists of the classes below, would only repeat what stands to their right. */
    private boolean isNamed(int node) {
        return tree.nodes().get(node).name().length() <= LONGEST_NAME;
    }

    /** Places a node and what is below it; returns its vertical place in half rows. */
    private int place(int node, int depth) {
        int x = MARGIN + depth * column;
        if (!isOpen(node)) {
            int row = nextRow + 1;
            nextRow += 2;
            rows.put(node, row);
            String count = node < tree.classes() ? "" : " (" + tree.leaves(node).size() + " classes)";
            text(tree.nodes().get(node).name() + count, x + 6, y(row), path.contains(node));
            return row;
        }
        List<Integer> children = tree.nodes().get(node).children();
        int first = -1;
        int last = 0;
        for (int child : children) {
            int row = place(child, depth + 1);
            first = first < 0 ? row : first;
            last = row;
        }
        int row = (first + last) / 2;
        rows.put(node, row);
        NodeProbabilities here = decisions.nodes().get(node - tree.classes());
        for (int i = 0; i < children.size(); i++) {
            int child = children.get(i);
            boolean lit = path.contains(child) && path.contains(node);
            int childY = y(rows.getOrDefault(child, row));
            lines.add(new Line(x, y(row), x, childY, lit));
            lines.add(new Line(x, childY, x + column, childY, lit));
            text(String.format(Locale.ROOT, "%.1f%%", 100 * here.probabilities().get(i)), x + 8, childY - 9, lit);
            if (isOpen(child) && isNamed(child)) {
                text(tree.nodes().get(child).name(), x + 8, childY + 9, lit);
            }
        }
        return row;
    }

    private static int y(int halfRow) {
        return MARGIN + halfRow * ROW / 2;
    }

    private void text(String text, int x, int y, boolean lit) {
        texts.add(new Text(text, x, y, lit));
        width = Math.max(width, x + TextDrawing.SMALL.width(text));
    }
}
