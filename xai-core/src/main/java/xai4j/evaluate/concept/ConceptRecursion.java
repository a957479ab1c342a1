package xai4j.evaluate.concept;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.model.ActivationModel;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.numeric.NonNegativeFactorization;
import xai4j.tensor.Shape;

/**
 * The recursion of CRAFT (Fel et al. 2023, section 3.2): the pieces in which a concept is strongest are told, in an earlier layer, by parts of their own, which may be
 * several things that the later layer takes for one.
 */
final class ConceptRecursion {
    /** The paper takes the tenth of the pieces that excite the concept most. */
    private static final double STRONGEST = 0.1;

    private static final int FEWEST_PIECES = 8;
    private static final int PARTS = 3;
    private static final int CROPS_SHOWN = 4;

    private ConceptRecursion() {}

    /** The last layer before another whose maps are finer, or, where sizes are left open, have another number of channels. */
    static Optional<Layer> layerBefore(ActivationModel model, Layer layer) {
        List<Layer> layers = model.layers();
        List<Layer> before = layers.subList(0, Math.max(0, layers.indexOf(layer))).stream()
                .filter(candidate -> candidate.layout().isMap())
                .filter(candidate -> isFiner(candidate, layer))
                .toList();
        return before.isEmpty() ? Optional.empty() : Optional.of(before.get(before.size() - 1));
    }

    private static boolean isFiner(Layer candidate, Layer layer) {
        if (candidate.layout() != layer.layout()
                || candidate.shape().rank() != layer.shape().rank()) {
            return false;
        }
        int[] sizes = sizes(candidate);
        int[] than = sizes(layer);
        return sizes[0] == Shape.DYNAMIC
                        || than[0] == Shape.DYNAMIC
                        || sizes[1] == Shape.DYNAMIC
                        || than[1] == Shape.DYNAMIC
                ? sizes[2] != than[2]
                : sizes[0] * sizes[1] > than[0] * than[1];
    }

    /** Height, width and channels. */
    private static int[] sizes(Layer layer) {
        Shape shape = layer.shape();
        boolean first = layer.layout() == FeatureLayout.CHANNELS_FIRST;
        return first
                ? new int[] {shape.dim(2), shape.dim(3), shape.dim(1)}
                : new int[] {shape.dim(1), shape.dim(2), shape.dim(3)};
    }

    /**
     * What a concept is made of.
     *
     * @param strengths of the concept, one per piece
     * @return the parts, the largest first; none where there is no earlier layer, where its values do not add up, or where all that is said of the pieces is one thing
     */
    static List<SubConcept> of(List<Piece> pieces, double... strengths) {
        int most = Math.max(FEWEST_PIECES, (int) (STRONGEST * pieces.size()));
        List<Piece> strongest = IntStream.range(0, pieces.size())
                .boxed()
                .filter(i -> strengths[i] > 0 && pieces.get(i).earlier().length > 0)
                .sorted(Comparator.comparingDouble(i -> -strengths[i]))
                .limit(most)
                .map(pieces::get)
                .toList();
        if (strongest.size() < FEWEST_PIECES) {
            return List.of();
        }
        Rectified rows = Rectified.of(strongest.stream().map(Piece::earlier).toList());
        if (rows.isNegative()) {
            return List.of();
        }
        NonNegativeFactorization found = NonNegativeFactorization.of(rows.rows(), PARTS);
        int parts = found.parts().length;
        double[][] coefficients = found.coefficients();
        double[] sums = new double[parts];
        for (double[] row : coefficients) {
            for (int k = 0; k < parts; k++) {
                sums[k] += row[k];
            }
        }
        double all = Arrays.stream(sums).sum();
        return parts < 2 || all == 0
                ? List.of()
                : IntStream.range(0, parts)
                        .mapToObj(k -> part(strongest, k, coefficients, sums[k] / all))
                        .sorted(Comparator.comparingDouble(part -> -part.share()))
                        .toList();
    }

    private static SubConcept part(List<Piece> pieces, int k, double[][] coefficients, double share) {
        List<Integer> shown = Piece.strongest(pieces, i -> coefficients[i][k], CROPS_SHOWN);
        return new SubConcept(
                share,
                shown.stream().map(i -> pieces.get(i).crop(coefficients[i][k])).toList());
    }
}
