package xai4j.evaluate.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import xai4j.tensor.XaiException;

/**
 * Groups of evidence maps that are like each other (SpRAy, Lapuschkin et al. 2019): the graph of nearest neighbours, the smallest eigenvalues of its
 * normalised Laplacian (von Luxburg 2007), as many groups as there are eigenvalues below their largest gap, and k-means between the eigenvectors. The same maps
 * give the same groups.
 *
 * @param groups positions of the maps in each group, the largest group first
 * @param eigenvalues the smallest of the Laplacian's, ascending, 0…2
 * @param gap the largest step between two of them, which decided how many groups there are
 */
record SpectralClustering(List<List<Integer>> groups, List<Double> eigenvalues, double gap) {
    /** Fewer maps are not grouped. */
    static final int FEWEST = 12;

    /** More maps are not looked at, since the work grows with their cube. */
    static final int MOST = 400;

    private static final int MOST_GROUPS = 6;
    private static final int ROUNDS = 100;
    /** Groups whose eigenvalue is larger are linked to others by more than about a tenth of their links; that is one cloud that was cut. */
    private static final double APART = 0.1;

    static SpectralClustering of(List<EvidenceMap> maps) {
        int n = maps.size();
        if (n < FEWEST || n > MOST) {
            throw new IllegalArgumentException("from " + FEWEST + " to " + MOST + " maps are grouped, not " + n);
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(laplacian(maps))) {
            throw new XaiException("the graph of " + n + " explanations has no eigenvectors");
        }
        List<Integer> order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> eigen.getEigenvalue(i).real))
                .limit(MOST_GROUPS + 1L)
                .toList();
        List<Double> smallest = order.stream()
                .map(i -> Math.max(0, eigen.getEigenvalue(i).real))
                .toList();
        int count = groupsBelowTheLargestGap(smallest);
        double gap = smallest.get(count) - smallest.get(count - 1);
        List<double[]> rows = IntStream.range(0, n)
                .mapToObj(row -> unit(order.subList(0, count).stream()
                        .mapToDouble(i -> eigen.getEigenVector(i).get(row))
                        .toArray()))
                .toList();
        return new SpectralClustering(grouped(rows, count), smallest, gap);
    }

    /** The largest gap above an eigenvalue of groups that lie apart. */
    private static int groupsBelowTheLargestGap(List<Double> eigenvalues) {
        int best = 1;
        for (int k = 1; k < eigenvalues.size(); k++) {
            double gap = eigenvalues.get(k) - eigenvalues.get(k - 1);
            double widest = eigenvalues.get(best) - eigenvalues.get(best - 1);
            if (gap > widest && eigenvalues.get(k - 1) <= APART) {
                best = k;
            }
        }
        return best;
    }

    /** {@code I − D^(−1/2) W D^(−1/2)}, W being 1 between mutual neighbours and ½ where only one is the other's. */
    private static DMatrixRMaj laplacian(List<EvidenceMap> maps) {
        int n = maps.size();
        int neighbours = Math.max(4, Math.min(10, n / 5));
        DMatrixRMaj weights = new DMatrixRMaj(n, n);
        double[][] likeness = likeness(maps);
        for (int i = 0; i < n; i++) {
            int self = i;
            List<Integer> nearest = IntStream.range(0, n)
                    .filter(other -> other != self)
                    .boxed()
                    .sorted(Comparator.comparingDouble(other -> -likeness[self][other]))
                    .limit(neighbours)
                    .toList();
            nearest.forEach(other -> {
                weights.add(self, other, 0.5);
                weights.add(other, self, 0.5);
            });
        }
        double[] degrees = new double[n];
        for (int i = 0; i < n * n; i++) {
            degrees[i / n] += weights.data[i];
        }
        for (int i = 0; i < n * n; i++) {
            double normal = weights.data[i] / Math.sqrt(degrees[i / n] * degrees[i % n]);
            weights.data[i] = (i / n == i % n ? 1 : 0) - normal;
        }
        return weights;
    }

    private static double[][] likeness(List<EvidenceMap> maps) {
        int n = maps.size();
        double[][] likeness = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                likeness[i][j] = maps.get(i).likeness(maps.get(j));
                likeness[j][i] = likeness[i][j];
            }
        }
        return likeness;
    }

    private static double[] unit(double... row) {
        double length = Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
        return length == 0 ? row : Arrays.stream(row).map(x -> x / length).toArray();
    }

    /** k-means, begun with the rows that lie farthest apart. */
    private static List<List<Integer>> grouped(List<double[]> rows, int count) {
        List<double[]> centres = new ArrayList<>(List.of(rows.get(0)));
        while (centres.size() < count) {
            centres.add(rows.stream()
                    .max(Comparator.comparingDouble(row -> nearestDistance(row, centres)))
                    .orElseThrow());
        }
        int[] owners = new int[rows.size()];
        for (int round = 0; round < ROUNDS; round++) {
            int[] next = rows.stream().mapToInt(row -> nearest(row, centres)).toArray();
            if (round > 0 && Arrays.equals(next, owners)) {
                break;
            }
            owners = next;
            move(centres, rows, owners);
        }
        int[] last = owners;
        return IntStream.range(0, count)
                .mapToObj(group -> IntStream.range(0, last.length)
                        .filter(i -> last[i] == group)
                        .boxed()
                        .toList())
                .filter(group -> !group.isEmpty())
                .sorted(Comparator.comparingInt((List<Integer> group) -> -group.size())
                        .thenComparing(group -> group.get(0)))
                .toList();
    }

    private static void move(List<double[]> centres, List<double[]> rows, int... owners) {
        for (int c = 0; c < centres.size(); c++) {
            double[] sum = new double[rows.get(0).length];
            int members = 0;
            for (int i = 0; i < owners.length; i++) {
                if (owners[i] == c) {
                    members++;
                    for (int d = 0; d < sum.length; d++) {
                        sum[d] += rows.get(i)[d];
                    }
                }
            }
            int size = members;
            if (size > 0) {
                centres.set(c, Arrays.stream(sum).map(x -> x / size).toArray());
            }
        }
    }

    private static int nearest(double[] row, List<double[]> centres) {
        int best = 0;
        for (int c = 1; c < centres.size(); c++) {
            best = distance(row, centres.get(c)) < distance(row, centres.get(best)) ? c : best;
        }
        return best;
    }

    private static double nearestDistance(double[] row, List<double[]> centres) {
        return distance(row, centres.get(nearest(row, centres)));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
