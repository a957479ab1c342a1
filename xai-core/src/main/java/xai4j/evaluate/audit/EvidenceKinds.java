package xai4j.evaluate.audit;

import java.util.List;

/**
 * Kinds of explanations among maps of one class that were made elsewhere, by the clustering of an audit (SpRAy, Lapuschkin et al. 2019).
 *
 * @param groups positions of the maps of each kind, the largest first
 * @param eigenvalues the smallest of the Laplacian's, ascending, 0…2
 * @param gap the largest step between two of them, which decided how many kinds there are
 */
public record EvidenceKinds(List<List<Integer>> groups, List<Double> eigenvalues, double gap) {
    /** Fewer maps are not grouped. */
    public static final int FEWEST = SpectralClustering.FEWEST;

    /** More maps are not looked at, since the work grows with their cube. */
    public static final int MOST = SpectralClustering.MOST;

    /**
     * Finds the kinds; the same maps in the same order give the same.
     *
     * @param maps of the class, each {@code [height, width]} row by row; what is negative is left out
     * @throws IllegalArgumentException if there are fewer than {@link #FEWEST} or more than {@link #MOST}, or one is of another size
     */
    public static EvidenceKinds of(List<float[]> maps, int height, int width) {
        SpectralClustering found = SpectralClustering.of(
                maps.stream().map(map -> EvidenceMap.of(map, height, width)).toList());
        return new EvidenceKinds(found.groups(), found.eigenvalues(), found.gap());
    }
}
