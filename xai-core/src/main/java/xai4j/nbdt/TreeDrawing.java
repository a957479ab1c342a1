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
 * trees show the path and, beside it, what was not taken as one branch each. Every inner node bears its name, long ones in several lines.
 */
final class TreeDrawing {
    static final int ROW = 24;
    private static final int COLUMN = 84;
    private static final int WIDEST_NAME = 220;
    private static final int MOST_LINES = 3;
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
    private final List<Integer> columns = new ArrayList<>();
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
        measure(tree.root(), 0, 0);
        place(tree.root(), 0, MARGIN);
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

    /** Makes each column as wide as the names that stand in it. */
    private void measure(int node, int depth, int name) {
        while (columns.size() < depth) {
            columns.add(COLUMN);
        }
        if (depth > 0) {
            columns.set(depth - 1, Math.max(columns.get(depth - 1), name + PADDING));
        }
        if (isOpen(node)) {
            for (int child : tree.nodes().get(node).children()) {
                measure(child, depth + 1, isOpen(child) ? TextDrawing.SMALL.width(lines(child)) : 0);
            }
        }
    }

    /** The name of an inner node in lines that fit a column; of one that needs more than there is room for, the beginning. */
    private List<String> lines(int node) {
        List<String> lines = TextDrawing.SMALL.wrap(tree.nodes().get(node).name(), WIDEST_NAME);
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST_LINES));
        first.set(MOST_LINES - 1, first.get(MOST_LINES - 1) + " …");
        return first;
    }

    /** Places a node and what is below it; returns its vertical place in half rows. */
    private int place(int node, int depth, int x) {
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
            int row = place(child, depth + 1, x + columns.get(depth));
            first = first < 0 ? row : first;
            last = row;
            nextRow = Math.max(nextRow, isOpen(child) ? below(row, lines(child).size()) : 0);
        }
        int row = (first + last) / 2;
        rows.put(node, row);
        NodeProbabilities here = decisions.nodes().get(node - tree.classes());
        for (int i = 0; i < children.size(); i++) {
            int child = children.get(i);
            boolean lit = path.contains(child) && path.contains(node);
            int childY = y(rows.getOrDefault(child, row));
            lines.add(new Line(x, y(row), x, childY, lit));
            lines.add(new Line(x, childY, x + columns.get(depth), childY, lit));
            text(String.format(Locale.ROOT, "%.1f%%", 100 * here.probabilities().get(i)), x + 8, childY - 9, lit);
            if (isOpen(child)) {
                List<String> name = lines(child);
                for (int line = 0; line < name.size(); line++) {
                    text(name.get(line), x + 8, childY + 9 + line * TextDrawing.SMALL.lineHeight(), lit);
                }
            }
        }
        return row;
    }

    /** The first half row that leaves the lines of a name below their node free, and the number above the next one. */
    private static int below(int halfRow, int lines) {
        int pixels = 2 * ROW - ROW / 2 + (lines - 1) * TextDrawing.SMALL.lineHeight();
        return halfRow - 1 + (pixels + ROW / 2 - 1) / (ROW / 2);
    }

    private static int y(int halfRow) {
        return MARGIN + halfRow * ROW / 2;
    }

    private void text(String text, int x, int y, boolean lit) {
        texts.add(new Text(text, x, y, lit));
        width = Math.max(width, x + TextDrawing.SMALL.width(text));
    }
}
