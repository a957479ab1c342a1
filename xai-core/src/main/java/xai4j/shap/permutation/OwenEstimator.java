package xai4j.shap.permutation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.mask.MaskBatch;
import xai4j.explain.Diagnostics;
import xai4j.shap.permutation.RegionTree.Block;

/**
 * Owen values over a binary tree: what a block gains is shared between its two halves as in a game of two, in both orders of joining near the root
 * and in one order, drawn at random, further down. Blocks that gain most are opened first; what a block that was not opened gains is spread over
 * it by area.
 */
public final class OwenEstimator {
    /** Blocks opened at a time. */
    private static final int TOGETHER = 16;

    private final Game game;
    private final RegionTree tree;
    private final double[] areas;
    private final int bothOrders;
    private final SplittableRandom random;
    private final double[][] values;
    private final PriorityQueue<Gain> open;
    private long made;

    /**
     * Prepares.
     *
     * @param areas weight of each player when a gain is spread
     * @param bothOrders levels of the tree at which both orders of two halves are played
     */
    public OwenEstimator(Game game, RegionTree tree, double[] areas, int bothOrders, long seed) {
        this.game = game;
        this.tree = tree;
        this.areas = areas;
        this.bothOrders = bothOrders;
        this.random = new SplittableRandom(seed);
        this.values = new double[game.targets()][game.players()];
        this.open = new PriorityQueue<>(
                Comparator.comparingDouble(Gain::importance).reversed().thenComparingLong(gain -> gain.number));
    }

    /** What a block adds to a coalition beside it, and how much this counts. */
    private static final class Gain {
        private final Block block;
        private final MaskBatch without;
        private final double[] valueWithout;
        private final double[] valueWith;
        private final double weight;
        private final int level;
        private final long number;

        Gain(
                Block block,
                MaskBatch without,
                double[] valueWithout,
                double[] valueWith,
                double weight,
                int level,
                long number) {
            this.block = block;
            this.without = without;
            this.valueWithout = valueWithout;
            this.valueWith = valueWith;
            this.weight = weight;
            this.level = level;
            this.number = number;
        }

        double importance() {
            double largest = 0;
            for (int t = 0; t < valueWith.length; t++) {
                largest = Math.max(largest, Math.abs(valueWith[t] - valueWithout[t]));
            }
            return weight * largest;
        }
    }

    /**
     * Plays.
     *
     * @param full the grand coalition's value {@code [T]}
     * @param samples coalitions that may be asked about
     * @param accuracy part of the credit that may stay in blocks not opened; 0 is as little as the samples allow
     * @throws IllegalArgumentException if the game ended before the empty coalition was scored
     */
    public Estimate estimate(double[] full, long samples, double accuracy) {
        MaskBatch none = MaskBatch.empty(game.players(), 1);
        double[] empty = game.evaluate(none);
        if (empty.length == 0) {
            throw new IllegalArgumentException(
                    "the budget is too small for Owen values: the empty image was not scored");
        }
        push(tree.root(), none, empty, full, 1, 0);
        long left = samples;
        boolean ended = false;
        while (!open.isEmpty()
                && left >= calls(open.element())
                && !ended
                && !(accuracy > 0 && unresolved(full, empty) <= accuracy)) {
            List<Gain> gains = new ArrayList<>();
            while (gains.size() < TOGETHER && !open.isEmpty() && left >= calls(open.element())) {
                left -= calls(open.element());
                gains.add(open.remove());
            }
            ended = open(gains);
        }
        Diagnostics diagnostics = Diagnostics.NONE.with("unresolved", unresolved(full, empty));
        if (!open.isEmpty()) {
            diagnostics = diagnostics.with("blocks", open.size());
        }
        open.forEach(this::spread);
        return Estimate.of(values, diagnostics);
    }

    private int calls(Gain gain) {
        return gain.level < bothOrders ? 2 : 1;
    }

    /** Opens blocks; true if the game ended before all were. */
    private boolean open(List<Gain> gains) {
        MaskBatch masks = MaskBatch.empty(
                game.players(), gains.stream().mapToInt(this::calls).sum());
        boolean[] firstJoins = new boolean[gains.size()];
        int row = 0;
        for (int i = 0; i < firstJoins.length; i++) {
            Gain gain = gains.get(i);
            firstJoins[i] = calls(gain) == 2 || random.nextBoolean();
            add(masks, row++, gain.without, firstJoins[i] ? gain.block.first() : gain.block.second());
            if (calls(gain) == 2) {
                add(masks, row++, gain.without, gain.block.second());
            }
        }
        double[] coalitionValues = game.evaluate(masks);
        int scored = coalitionValues.length / game.targets();
        row = 0;
        for (int i = 0; i < firstJoins.length; i++) {
            Gain gain = gains.get(i);
            int calls = calls(gain);
            if (row + calls > scored) {
                open.addAll(gains.subList(i, gains.size()));
                return true;
            }
            Block joins = firstJoins[i] ? gain.block.first() : gain.block.second();
            Block follows = firstJoins[i] ? gain.block.second() : gain.block.first();
            share(gain, joins, follows, masks, row, coalitionValues, gain.weight / calls);
            if (calls == 2) {
                share(gain, follows, joins, masks, row + 1, coalitionValues, gain.weight / 2);
            }
            row += calls;
        }
        return false;
    }

    /** Shares a gain by one order: one half joins what is there, the other follows. */
    private void share(
            Gain gain, Block joins, Block follows, MaskBatch masks, int row, double[] coalitionValues, double weight) {
        double[] between = Arrays.copyOfRange(coalitionValues, row * game.targets(), (row + 1) * game.targets());
        push(joins, gain.without, gain.valueWithout, between, weight, gain.level + 1);
        push(follows, masks.slice(row, row + 1), between, gain.valueWith, weight, gain.level + 1);
    }

    private void push(
            Block block, MaskBatch without, double[] valueWithout, double[] valueWith, double weight, int level) {
        Gain gain = new Gain(block, without, valueWithout, valueWith, weight, level, made++);
        if (block.isRegion()) {
            spread(gain);
        } else {
            open.add(gain);
        }
    }

    private void add(MaskBatch masks, int row, MaskBatch without, Block block) {
        masks.setRow(row, without, 0);
        for (int place = block.from(); place < block.to(); place++) {
            masks.set(row, tree.region(place), true);
        }
    }

    private void spread(Gain gain) {
        double area = 0;
        for (int place = gain.block.from(); place < gain.block.to(); place++) {
            area += areas[tree.region(place)];
        }
        for (int t = 0; t < values.length; t++) {
            double credit = gain.weight * (gain.valueWith[t] - gain.valueWithout[t]);
            for (int place = gain.block.from(); place < gain.block.to(); place++) {
                values[t][tree.region(place)] += credit * areas[tree.region(place)] / area;
            }
        }
    }

    /** The part of the credit, in absolute numbers, that lies in blocks not opened. */
    private double unresolved(double[] full, double[] empty) {
        double rest = open.stream().mapToDouble(Gain::importance).sum();
        double resolved = 0;
        for (double[] target : values) {
            resolved = Math.max(resolved, Arrays.stream(target).map(Math::abs).sum());
        }
        double all = rest + resolved;
        return all == 0 || Arrays.equals(full, empty) ? 0 : rest / all;
    }
}
