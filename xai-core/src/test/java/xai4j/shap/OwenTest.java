package xai4j.shap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.baseline.Baseline;
import xai4j.coalition.Estimate;
import xai4j.coalition.Game;
import xai4j.coalition.ToyModel;
import xai4j.explain.SegmentAttribution;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.shap.permutation.OwenEstimator;
import xai4j.shap.permutation.RegionTree;
import xai4j.shap.permutation.RegionTree.Block;

class OwenTest {
    private static Estimate owen(int players, double[] table, long samples, int bothOrders) {
        double[] areas = new double[players];
        Arrays.fill(areas, 1);
        return new OwenEstimator(Game.table(players, table), RegionTree.ofPlayers(players), areas, bothOrders, 5)
                .estimate(new double[] {table[table.length - 1]}, samples, 0);
    }

    /** Mean gain over all orders in which the halves of every block stay together. */
    private static void visit(Block block, int before, double weight, double[] table, double[] values) {
        if (block.isRegion()) {
            values[block.from()] += weight * (table[before | 1 << block.from()] - table[before]);
            return;
        }
        visit(block.first(), before, weight / 2, table, values);
        visit(block.second(), before | bits(block.first()), weight / 2, table, values);
        visit(block.second(), before, weight / 2, table, values);
        visit(block.first(), before | bits(block.second()), weight / 2, table, values);
    }

    private static int bits(Block block) {
        return (1 << block.to()) - (1 << block.from());
    }

    @Property(tries = 40)
    void openedToTheEndTheyAreMeansOverOrdersThatKeepBlocksTogether(
            @ForAll @IntRange(min = 1, max = 9) int players, @ForAll long seed) {
        double[] table =
                new SplittableRandom(seed).doubles(1L << players, -1, 1).toArray();
        double[] expected = new double[players];
        visit(RegionTree.ofPlayers(players).root(), 0, 1, table, expected);
        Estimate estimate = owen(players, table, 1_000_000, 64);
        assertThat(estimate.values()[0]).containsExactly(expected, within(1e-12));
        assertThat(estimate.diagnostics().measures()).containsEntry("unresolved", 0.0);
    }

    @Property(tries = 40)
    void theySumToTheGainHoweverFewBlocksAreOpened(
            @ForAll @IntRange(min = 1, max = 12) int players,
            @ForAll @IntRange(min = 0, max = 60) int samples,
            @ForAll long seed) {
        double[] table =
                new SplittableRandom(seed).doubles(1L << players, -1, 1).toArray();
        double sum =
                DoubleStream.of(owen(players, table, samples, 2).values()[0]).sum();
        assertThat(sum).isCloseTo(table[table.length - 1] - table[0], within(1e-9));
    }

    @Test
    void oneOrderDrawnAtRandomIsRightOnAverage() {
        int players = 6;
        double[] table = new SplittableRandom(3).doubles(1L << players, -1, 1).toArray();
        double[] areas = new double[players];
        Arrays.fill(areas, 1);
        double[] expected = new double[players];
        visit(RegionTree.ofPlayers(players).root(), 0, 1, table, expected);
        double[] mean = new double[players];
        for (int seed = 0; seed < 4000; seed++) {
            double[] values = new OwenEstimator(
                            Game.table(players, table), RegionTree.ofPlayers(players), areas, 1, seed)
                    .estimate(new double[] {table[table.length - 1]}, 1000, 0)
                    .values()[0];
            Arrays.setAll(mean, i -> mean[i] + values[i] / 4000);
        }
        assertThat(mean).containsExactly(expected, within(0.06));
    }

    @Test
    void openingStopsWhenLittleIsUnresolved() {
        double[] table = new double[1 << 16];
        Arrays.setAll(table, s -> (s & 1) + 0.01 * Integer.bitCount(s));
        Estimate all = owen(16, table, 1000, 2);
        double[] areas = new double[16];
        Arrays.fill(areas, 1);
        Estimate some = new OwenEstimator(Game.table(16, table), RegionTree.ofPlayers(16), areas, 2, 5)
                .estimate(new double[] {table[table.length - 1]}, 1000, 0.2);
        assertThat(all.diagnostics().measures().get("unresolved")).isZero();
        assertThat(some.diagnostics().measures().get("unresolved")).isBetween(0.001, 0.2);
    }

    @Test
    void callsGoToWhereTheScoreChanges() {
        ImageInput input = ImageInput.nchw(1, 32, 32);
        ToyModel corner = new ToyModel(input, 1, xai4j.model.BatchHint.DEFAULT) {
            @Override
            protected double score(xai4j.tensor.Tensor batch, int offset, int target) {
                double sum = 0;
                for (int i = 0; i < 16; i++) {
                    sum += batch.at(offset + (24 + i / 4) * 32 + 4 + i % 4);
                }
                return sum;
            }
        };
        PreparedImage image = ToyModel.image(input, 3);
        SegmentAttribution why = Explainers.owen(corner)
                .segmentation(ToyModel.grid(32, 32, 16, 16))
                .fill(Baseline.zero())
                .samples(400)
                .explain(image);
        assertThat(why.provenance().evaluations()).isLessThanOrEqualTo(402);
        for (int region = 0; region < 256; region++) {
            int x = region % 16;
            int y = region / 16;
            boolean inside = (x == 2 || x == 3) && (y == 12 || y == 13);
            double expected = 0;
            for (int i = 0; inside && i < 4; i++) {
                expected += image.tensor().get(0, 2 * y + i / 2, 2 * x + i % 2);
            }
            assertThat((double) why.values().get(0, region)).isCloseTo(expected, within(1e-5));
        }
    }
}
