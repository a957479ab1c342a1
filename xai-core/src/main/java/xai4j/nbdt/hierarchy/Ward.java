package xai4j.nbdt.hierarchy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import xai4j.numeric.Cancellation;
import xai4j.tensor.Tensor;

/**
 * Agglomeration by least growth of variance (Ward 1963), along chains of nearest neighbours (Murtagh 1983) with distances
 * updated by the formula of Lance and Williams (1967): K² memory and time.
 */
final class Ward {
    private final int count;
    private final double[][] distances;
    private final int[] sizes;

    private Ward(double[][] rows) {
        this.count = rows.length;
        this.distances = new double[count][count];
        this.sizes = new int[count];
        Arrays.fill(sizes, 1);
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < a; b++) {
                distances[a][b] = squaredDistance(rows[a], rows[b]);
                distances[b][a] = distances[a][b];
            }
        }
    }

    /**
     * Two clusters that became one.
     *
     * @param first number of the one with the lower number; rows are 0…K−1, the r-th merge makes K+r
     * @param second number of the other
     * @param distance {@code √(2|A||B|/(|A|+|B|))·‖c_A−c_B‖}
     */
    record Merge(int first, int second, double distance) {}

    /** All merges, from the nearest to the farthest; equal distances in the order in which the chains found them. */
    static List<Merge> merges(Tensor weights, boolean normalised) {
        int dims = weights.shape().dim(1);
        double[][] rows = new double[weights.shape().dim(0)][dims];
        for (int row = 0; row < rows.length; row++) {
            double square = 0;
            for (int d = 0; d < dims; d++) {
                rows[row][d] = weights.at(row * dims + d);
                square += rows[row][d] * rows[row][d];
            }
            if (normalised && square > 0) {
                double length = Math.sqrt(square);
                for (int d = 0; d < dims; d++) {
                    rows[row][d] /= length;
                }
            }
        }
        return new Ward(rows).run();
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return sum;
    }

    private List<Merge> run() {
        List<Merge> found = new ArrayList<>();
        int[] chain = new int[count];
        int length = 0;
        while (found.size() < count - 1) {
            Cancellation.check();
            if (length == 0) {
                chain[length++] = firstLiving();
            }
            int end = chain[length - 1];
            int nearest = nearest(end, length > 1 ? chain[length - 2] : -1);
            if (length > 1 && nearest == chain[length - 2]) {
                length -= 2;
                found.add(join(Math.min(end, nearest), Math.max(end, nearest)));
            } else {
                chain[length++] = nearest;
            }
        }
        return numbered(found);
    }

    private int firstLiving() {
        int cluster = 0;
        while (sizes[cluster] == 0) {
            cluster++;
        }
        return cluster;
    }

    /** The nearest cluster; among equals the one before in the chain, so that chains end, or the first. */
    private int nearest(int cluster, int preferred) {
        int best = preferred;
        for (int other = 0; other < count; other++) {
            if (other != cluster
                    && sizes[other] > 0
                    && (best < 0 || distances[cluster][other] < distances[cluster][best])) {
                best = other;
            }
        }
        return best;
    }

    /** Joins two clusters under the number of the second. */
    private Merge join(int a, int b) {
        double between = distances[a][b];
        for (int other = 0; other < count; other++) {
            if (other != a && other != b && sizes[other] > 0) {
                double all = sizes[a] + sizes[b] + sizes[other];
                double joined = ((sizes[a] + sizes[other]) * distances[a][other]
                                + (sizes[b] + sizes[other]) * distances[b][other]
                                - sizes[other] * between)
                        / all;
                distances[b][other] = joined;
                distances[other][b] = joined;
            }
        }
        sizes[b] += sizes[a];
        sizes[a] = 0;
        return new Merge(a, b, Math.sqrt(between));
    }

    /** Chains find merges out of order and name clusters by a row in them; this sorts them and numbers the clusters. */
    private List<Merge> numbered(List<Merge> found) {
        List<Merge> sorted = found.stream()
                .sorted(Comparator.comparingDouble(Merge::distance))
                .toList();
        int[] owner = new int[2 * count - 1];
        Arrays.setAll(owner, i -> i);
        List<Merge> merges = new ArrayList<>();
        for (Merge merge : sorted) {
            int a = find(owner, merge.first());
            int b = find(owner, merge.second());
            int made = count + merges.size();
            owner[a] = made;
            owner[b] = made;
            merges.add(new Merge(Math.min(a, b), Math.max(a, b), merge.distance()));
        }
        return merges;
    }

    private static int find(int[] owner, int cluster) {
        int at = cluster;
        while (owner[at] != at) {
            owner[at] = owner[owner[at]];
            at = owner[at];
        }
        return at;
    }
}
