package xai4j.evaluate.concept;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.model.ActivationModel;
import xai4j.model.FeatureLayout;
import xai4j.model.Layer;
import xai4j.numeric.NonNegativeFactorization;
import xai4j.tensor.Shape;

/**
 * The recursion of CRAFT (Fel et al. 2023, section 3.2): the pieces in which a concept is strongest are told, in an earlier layer, by parts of their own, which may be
 * several things that the later layer takes for one. How much each counts is its total Sobol index for the class's logit, as a concept's is, of the strongest of these pieces.
 */
final class ConceptRecursion {
    /** The paper takes the tenth of the pieces that excite the concept most. */
    private static final double STRONGEST = 0.1;

    private static final int FEWEST_PIECES = 8;
    private static final int PARTS = 3;
    private static final double COUNTS = 0.05;
    private static final int PIECES_ASKED = 4;
    private static final int CROPS_SHOWN = 4;

    private final ActivationModel model;
    private final Layer earlier;
    private final Optional<LayerTail> tail;
    private final LabelledImages images;

    /**
     * A recursion.
     *
     * @param earlier the layer in which concepts are divided
     * @param cls the class whose logit is asked for
     * @param images of which the pieces were cut
     */
    ConceptRecursion(ActivationModel model, Layer earlier, int cls, LabelledImages images) {
        this.model = model;
        this.earlier = earlier;
        this.tail = LayerTail.inside(model, earlier, cls);
        this.images = images;
    }

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
     * @param importance of the concept: what its parts count is not asked where it hardly counts itself
     * @param strengths of the concept, one per piece
     * @return the parts, the most important first; none where its values do not add up, or where all that is said of the pieces is one thing
     */
    List<SubConcept> of(List<Piece> pieces, double importance, double... strengths) {
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
        return found.parts().length < 2
                ? List.of()
                : parts(strongest, found, importance < COUNTS ? List.of() : importances(strongest, found));
    }

    private static List<SubConcept> parts(
            List<Piece> strongest, NonNegativeFactorization found, List<double[]> importances) {
        double[][] coefficients = found.coefficients();
        double[] sums = new double[found.parts().length];
        for (double[] row : coefficients) {
            for (int k = 0; k < sums.length; k++) {
                sums[k] += row[k];
            }
        }
        double all = Arrays.stream(sums).sum();
        return all == 0
                ? List.of()
                : IntStream.range(0, sums.length)
                        .mapToObj(k -> part(
                                strongest,
                                k,
                                coefficients,
                                sums[k] / all,
                                importances.stream()
                                        .mapToDouble(one -> one[k])
                                        .average()
                                        .orElse(Double.NaN)))
                        .sorted(Comparator.comparingDouble(SubConcept::importance)
                                .thenComparingDouble(SubConcept::share)
                                .reversed())
                        .toList();
    }

    /** Of the concept's strongest pieces, one of each picture. */
    private List<double[]> importances(List<Piece> strongest, NonNegativeFactorization found) {
        Set<Integer> pictures = new HashSet<>();
        List<Piece> asked = strongest.stream()
                .filter(piece -> pictures.add(piece.cut().index()))
                .limit(PIECES_ASKED)
                .toList();
        return tail.map(behind -> new DimmedParts(model, earlier, found, behind)
                        .importances(asked.size(), i -> asked.get(i).of(images), i -> i))
                .orElse(List.of());
    }

    private static SubConcept part(
            List<Piece> pieces, int k, double[][] coefficients, double share, double importance) {
        List<Integer> shown = Piece.strongest(pieces, i -> coefficients[i][k], CROPS_SHOWN);
        return new SubConcept(
                share,
                importance,
                shown.stream().map(i -> pieces.get(i).crop(coefficients[i][k])).toList());
    }
}
