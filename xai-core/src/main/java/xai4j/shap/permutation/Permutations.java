package xai4j.shap.permutation;

import java.util.SplittableRandom;

/** How Shapley sampling draws orders of players; every scheme repeats units of orders that belong together. */
public enum Permutations {
    /** Each order followed by its reverse: what players gain early and late evens out. */
    ANTITHETIC {
        @Override
        public int unit(int players) {
            return 2;
        }

        @Override
        void draw(int[][] unit, SplittableRandom random) {
            shuffle(unit[0], random);
            int last = unit[0].length - 1;
            for (int i = 0; i <= last; i++) {
                unit[1][i] = unit[0][last - i];
            }
        }
    },
    /** Orders drawn one by one (Castro, Gómez, Tejada 2009). */
    INDEPENDENT {
        @Override
        public int unit(int players) {
            return 1;
        }

        @Override
        void draw(int[][] unit, SplittableRandom random) {
            shuffle(unit[0], random);
        }
    },
    /** All rotations of an order: every player stands once at every place. */
    STRATIFIED {
        @Override
        public int unit(int players) {
            return players;
        }

        @Override
        void draw(int[][] unit, SplittableRandom random) {
            shuffle(unit[0], random);
            int players = unit[0].length;
            for (int turn = 1; turn < players; turn++) {
                for (int i = 0; i < players; i++) {
                    unit[turn][i] = unit[0][(i + turn) % players];
                }
            }
        }
    };

    /** Orders per unit. */
    public abstract int unit(int players);

    /** Fills a unit. */
    abstract void draw(int[][] unit, SplittableRandom random);

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
    }

    /** Draws a number of orders, {@code [count][M]}; the last unit may be cut. */
    public int[][] draw(int players, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] orders = new int[count][];
        int[][] unit = new int[unit(players)][players];
        for (int i = 0; i < count; i++) {
            if (i % unit.length == 0) {
                draw(unit, random);
            }
            orders[i] = unit[i % unit.length].clone();
        }
        return orders;
    }
}
