package xai4j.djl.nbdt;

import xai4j.nbdt.TreeDecisions;
import xai4j.nbdt.TreeRule;
import xai4j.nbdt.hierarchy.Hierarchy;

/** Counts how often a tree is right under both rules. */
final class TreeAccuracy {
    private final Hierarchy tree;
    private long pictures;
    private long hard;
    private long soft;

    TreeAccuracy(Hierarchy tree) {
        this.tree = tree;
    }

    void add(int truth, float[] logits) {
        TreeDecisions decisions = new TreeDecisions(tree, logits);
        pictures++;
        hard += decisions.hardClass() == truth ? 1 : 0;
        soft += decisions.softClass() == truth ? 1 : 0;
    }

    /** How many the tree tells right under a rule. */
    int right(TreeRule rule) {
        return Math.toIntExact(rule == TreeRule.HARD ? hard : soft);
    }

    double hard() {
        return hard / (double) Math.max(1, pictures);
    }

    double soft() {
        return soft / (double) Math.max(1, pictures);
    }
}
