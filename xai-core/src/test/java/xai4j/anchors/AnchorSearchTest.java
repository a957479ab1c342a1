package xai4j.anchors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import xai4j.coalition.Game;
import xai4j.coalition.scoring.Budget;

class AnchorSearchTest {
    private static final AnchorSettings SETTINGS = new AnchorSettings(0.95, 0.05, 0.05, 4, 0, 32, 512);

    /** Worth one while all the given players are present. */
    private static Game needs(int players, AtomicInteger calls, int... needed) {
        return Game.of(players, 1, coalitions -> {
            calls.addAndGet(coalitions.rows());
            double[] values = new double[coalitions.rows()];
            for (int row = 0; row < values.length; row++) {
                values[row] = 1;
                for (int player : needed) {
                    values[row] = coalitions.present(row, player) ? values[row] : 0;
                }
            }
            return values;
        });
    }

    @Test
    void aSmallGameIsEnumeratedAndExact() {
        AtomicInteger calls = new AtomicInteger();
        AnchorRule rule = new AnchorSearch(SETTINGS).search(needs(10, calls, 2, 7), Long.MAX_VALUE, 1);
        assertThat(rule.regions()).containsExactly(2, 7);
        assertThat(rule.precision()).isEqualTo(1);
        assertThat(rule.low()).isEqualTo(1);
        assertThat(rule.coverage()).isEqualTo(0.25);
        assertThat(calls.get()).isEqualTo(1024);
    }

    @Test
    void theRuleIsFoundAmongManyPlayersInFewCalls() {
        for (int players : new int[] {13, 50, 70}) {
            AtomicInteger calls = new AtomicInteger();
            AnchorRule rule = new AnchorSearch(SETTINGS).search(needs(players, calls, 3, players - 1), 100_000, 5);
            assertThat(rule.regions()).containsExactly(3, players - 1);
            assertThat(rule.confirmed()).isTrue();
            assertThat(rule.low()).isGreaterThanOrEqualTo(0.9);
            assertThat(calls.get()).as("calls for " + players + " players").isLessThanOrEqualTo(3000);
        }
    }

    @Test
    void aPredictionThatAlwaysHoldsNeedsNoRegion() {
        for (int players : new int[] {6, 30}) {
            AnchorRule rule = new AnchorSearch(SETTINGS).search(needs(players, new AtomicInteger()), 100_000, 5);
            assertThat(rule.regions()).isEmpty();
            assertThat(rule.confirmed()).isTrue();
            assertThat(rule.coverage()).isEqualTo(1);
        }
    }

    @Test
    void anEndedBudgetGivesTheBestSoFarAndSaysSo() {
        Game game = needs(40, new AtomicInteger(), 1, 2, 3).within(Budget.evaluations(450));
        AnchorRule rule = new AnchorSearch(SETTINGS).search(game, 450, 5);
        assertThat(rule.confirmed()).isFalse();
        assertThat(rule.low()).isLessThanOrEqualTo(rule.precision());
    }

    @Test
    void aRuleOfManyRegionsIsFoundToo() {
        int[] needed = {1, 4, 6, 9, 13, 17, 20, 22, 28, 31, 33, 38};
        AnchorRule rule = new AnchorSearch(SETTINGS).search(needs(40, new AtomicInteger(), needed), Long.MAX_VALUE, 5);
        assertThat(rule.confirmed()).isTrue();
        assertThat(rule.regions()).contains(1, 4, 6, 9, 13, 17, 20, 22, 28, 31, 33, 38);
    }

    /** Values that say how surely the prediction holds tell the regions' order long before it holds at all. */
    @Test
    void surenessLeadsTheWay() {
        AtomicInteger calls = new AtomicInteger();
        Game weighty = Game.of(60, 1, coalitions -> {
            calls.addAndGet(coalitions.rows());
            double[] values = new double[coalitions.rows()];
            for (int row = 0; row < values.length; row++) {
                values[row] = -8.5;
                for (int member : coalitions.members(row)) {
                    values[row] += member % 6 == 0 ? 1 : 0.02;
                }
            }
            return values;
        });
        AnchorRule rule = new AnchorSearch(SETTINGS).search(weighty, Long.MAX_VALUE, 5);
        assertThat(rule.confirmed()).isTrue();
        assertThat(rule.regions()).hasSizeBetween(8, 10).allMatch(region -> region % 6 == 0);
        assertThat(calls.get()).isLessThan(2000);
    }

    @Test
    void onlyTheWholePictureMayBePreciseEnough() {
        Game all = Game.of(30, 1, coalitions -> {
            double[] values = new double[coalitions.rows()];
            for (int row = 0; row < values.length; row++) {
                values[row] = coalitions.size(row) == 30 || coalitions.size(row) % 2 == 0 ? 1 : 0;
            }
            return values;
        });
        AnchorRule rule = new AnchorSearch(SETTINGS).search(all, Long.MAX_VALUE, 5);
        assertThat(rule.precision()).isGreaterThanOrEqualTo(0.95);
        assertThat(rule.regions()).hasSize(30);
        assertThat(rule.low()).isEqualTo(1);
    }

    @Test
    void noAnchorIsLargerThanAllowed() {
        AnchorSettings small = new AnchorSettings(0.95, 0.05, 0.05, 4, 2, 32, 512);
        for (int players : new int[] {8, 30}) {
            AnchorRule rule =
                    new AnchorSearch(small).search(needs(players, new AtomicInteger(), 1, 3, 5), Long.MAX_VALUE, 5);
            assertThat(rule.regions()).hasSizeLessThanOrEqualTo(2);
            assertThat(rule.confirmed()).isFalse();
        }
    }

    /** Regions that speak against the prediction make every anchor worse than the one without regions. */
    @Test
    void whatABudgetLeavesIsNeverWorseThanTheEmptyAnchor() {
        for (int budget : new int[] {40, 256, 300, 500, 900, 1500}) {
            List<Boolean> first = new java.util.ArrayList<>();
            Game worse = Game.of(40, 1, coalitions -> {
                double[] values = new double[coalitions.rows()];
                for (int row = 0; row < values.length; row++) {
                    values[row] = coalitions.size(row) < 22 ? 1 : 0;
                    if (first.size() < 256) {
                        first.add(values[row] > 0.5);
                    }
                }
                return values;
            });
            AnchorRule rule = new AnchorSearch(SETTINGS).search(worse.within(Budget.evaluations(budget)), budget, 5);
            long holding = first.stream().filter(holds -> holds).count();
            assertThat(rule.low())
                    .as("after " + budget + " calls")
                    .isGreaterThanOrEqualTo(ConfidenceSequence.lower(holding, first.size(), 0.025));
            assertThat(rule.regions()).isEmpty();
            assertThat(rule.confirmed()).isFalse();
        }
    }

    @Test
    void theSameSeedFindsTheSame() {
        AnchorRule first = new AnchorSearch(SETTINGS).search(needs(30, new AtomicInteger(), 4, 9), 100_000, 5);
        AnchorRule again = new AnchorSearch(SETTINGS).search(needs(30, new AtomicInteger(), 4, 9), 100_000, 5);
        assertThat(again).isEqualTo(first);
    }

    @Test
    void boundsHoldAtAllSampleSizesAtOnce() {
        int broken = 0;
        int runs = 400;
        for (int run = 0; run < runs; run++) {
            Random random = new Random(run);
            boolean missed = false;
            long successes = 0;
            for (long n = 1; n <= 300; n++) {
                successes += random.nextDouble() < 0.8 ? 1 : 0;
                missed |= ConfidenceSequence.lower(successes, n, 0.05) > 0.8;
            }
            broken += missed ? 1 : 0;
        }
        assertThat((double) broken / runs).isLessThan(0.05);
    }

    /** Bounds that hold at any time are wider than those of a fixed number of samples: they may miss in one of twenty searches at most. */
    @Test
    void thePrecisionLiesWithinThePrintedBounds() {
        int missed = 0;
        int searches = 200;
        for (int seed = 0; seed < searches; seed++) {
            AnchorRule rule = new AnchorSearch(SETTINGS).search(noisy(20), 20_000, seed);
            double precision = noisyPrecision(rule.regions());
            missed += precision < rule.low() || precision > rule.high() ? 1 : 0;
        }
        assertThat((double) missed / searches).isLessThan(0.05);
    }

    /** Holds with players 3 and 7, and else where the parity of the others is even. */
    private static Game noisy(int players) {
        return Game.of(players, 1, coalitions -> {
            double[] values = new double[coalitions.rows()];
            for (int row = 0; row < values.length; row++) {
                boolean both = coalitions.present(row, 3) && coalitions.present(row, 7);
                values[row] = both || coalitions.size(row) % 2 == 0 ? 1 : 0;
            }
            return values;
        });
    }

    private static double noisyPrecision(List<Integer> regions) {
        double both = Math.pow(0.5, (regions.contains(3) ? 0 : 1) + (regions.contains(7) ? 0 : 1));
        return both + (1 - both) / 2;
    }

    @Test
    void boundsCloseIn() {
        assertThat(ConfidenceSequence.lower(0, 10, 0.05)).isZero();
        assertThat(ConfidenceSequence.upper(10, 10, 0.05)).isEqualTo(1);
        assertThat(ConfidenceSequence.lower(9500, 10_000, 0.05))
                .isCloseTo(0.95, within(0.01))
                .isLessThan(0.95);
        assertThat(List.of(10L, 100L, 1000L)).allSatisfy(n -> assertThat(ConfidenceSequence.upper(n / 2, n, 0.05))
                .isGreaterThan(0.5));
    }
}
