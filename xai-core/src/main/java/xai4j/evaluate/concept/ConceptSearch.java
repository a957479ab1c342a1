package xai4j.evaluate.concept;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.model.ActivationModel;
import xai4j.model.Layer;
import xai4j.numeric.EvenSample;
import xai4j.numeric.NonNegativeFactorization;
import xai4j.numeric.Parallel;
import xai4j.tensor.XaiException;

/**
 * Finds the concepts of a class by CRAFT (Fel et al., "CRAFT: Concept Recursive Activation FacTorization for Explainability", CVPR 2023). Immutable: withers give
 * other searches.
 *
 * <p>Pictures that the model names as of the class are cut into overlapping pieces. Each piece goes through the model as a picture of its own; the mean over the
 * last feature map gives a row of activations {@code [C]}. The rows {@code A} are told as sums of few parts, {@code A ≈ U W} ({@link NonNegativeFactorization}):
 * row k of {@code W} is a concept, column k of {@code U} says in which pieces it is strong. Then the whole pictures' maps are told by the same parts, the parts are
 * dimmed at random, and the class's logit is asked for: the total Sobol index ({@link xai4j.numeric.TotalSobolIndices}) is the concept's importance.
 *
 * <p>Then the recursion: the tenth of the pieces in which a concept is strongest are told once more as sums of parts, in the last layer before whose maps are finer, so that a concept
 * which is several things comes apart. What each counts within the concept is asked in the same way, of pieces in place of pictures.
 */
public final class ConceptSearch {
    /** How many concepts are looked for unless told otherwise. */
    public static final int USUAL = 6;

    private static final int MOST_CONCEPTS = 50;
    private static final int FEWEST_PICTURES = 4;
    private static final int MOST_PICTURES = 40;
    private static final int WHOLE_PICTURES = 24;
    private static final int CROPS_SHOWN = 8;

    private final ActivationModel model;
    private final Layer layer;
    private final int count;
    private final ObjectLookup masks;

    private ConceptSearch(ActivationModel model, Layer layer, int count, ObjectLookup masks) {
        this.model = model;
        this.layer = layer;
        this.count = count;
        this.masks = masks;
    }

    /**
     * A search on the last feature map.
     *
     * @throws XaiException if the model has none
     */
    public static ConceptSearch on(ActivationModel model) {
        Layer last = model.lastSpatialLayer()
                .filter(found -> found.layout().isMap())
                .orElseThrow(() -> new XaiException(model.spec().name()
                        + " has no feature map at its end, and concepts are found in one; name a layer with a map"));
        return new ConceptSearch(model, last, USUAL, name -> Optional.empty());
    }

    /**
     * On another layer.
     *
     * @throws IllegalArgumentException if there is none of the name, or it holds no feature maps
     */
    public ConceptSearch layer(String name) {
        Layer other = model.layer(name);
        if (!other.layout().isMap()) {
            throw new IllegalArgumentException("layer " + name + " " + other.shape() + " holds no feature maps");
        }
        return new ConceptSearch(model, other, count, masks);
    }

    /**
     * With so many concepts per class.
     *
     * @throws IllegalArgumentException unless they are 1…{@value #MOST_CONCEPTS}
     */
    public ConceptSearch concepts(int wanted) {
        if (wanted < 1 || wanted > MOST_CONCEPTS) {
            throw new IllegalArgumentException(wanted + " concepts per class; 1 to " + MOST_CONCEPTS + " can be found");
        }
        return new ConceptSearch(model, layer, wanted, masks);
    }

    /** With masks, by the picture's name in its data set, that say where the objects are. */
    public ConceptSearch masks(ObjectLookup known) {
        return new ConceptSearch(model, layer, count, known);
    }

    /**
     * The concepts of a class.
     *
     * @param positions of pictures in the data set that the model names as of this class; of many some are taken, spread over them
     * @throws XaiException if the layer's values are not such that parts add up to them
     */
    public ClassConcepts of(int cls, LabelledImages images, List<Integer> positions) {
        List<Integer> taken = EvenSample.of(positions, MOST_PICTURES);
        Optional<Layer> earlier = ConceptRecursion.layerBefore(model, layer);
        PieceReader reader = new PieceReader(model, layer, earlier, masks);
        List<Piece> pieces = Parallel.map(taken.size(), i -> reader.read(images, taken.get(i))).stream()
                .flatMap(List::stream)
                .toList();
        List<CutPicture> cuts = pieces.stream().map(Piece::cut).distinct().toList();
        if (cuts.size() < FEWEST_PICTURES) {
            return ClassConcepts.none(
                    cls,
                    layer.name(),
                    cuts.size(),
                    "too few pictures to find what recurs: " + cuts.size() + ", and " + FEWEST_PICTURES
                            + " are needed");
        }
        Rectified activations = Rectified.of(pieces.stream().map(Piece::values).toList());
        if (activations.isNegative()) {
            throw new XaiException("concepts are parts that add up, and the values of layer " + layer.name() + " of "
                    + model.spec().name() + " are negative as well; choose a layer behind a ReLU");
        }
        NonNegativeFactorization found = NonNegativeFactorization.of(activations.rows(), count);
        if (found.parts().length == 0) {
            return ClassConcepts.none(cls, layer.name(), cuts.size(), "the layer says nothing of these pictures");
        }
        LayerTail tail = LayerTail.of(model, layer, cls);
        List<Integer> some = EvenSample.of(cuts, WHOLE_PICTURES).stream()
                .map(CutPicture::index)
                .toList();
        List<double[]> importances = new DimmedParts(model, layer, found, tail)
                .importances(some.size(), i -> images.image(some.get(i)), some::get);
        Optional<ConceptRecursion> recursion = earlier.map(before -> new ConceptRecursion(model, before, cls, images));
        List<Concept> concepts = IntStream.range(0, found.parts().length)
                .mapToObj(k -> concept(k, found.coefficients(), pieces, importances, recursion))
                .filter(concept -> !concept.crops().isEmpty())
                .sorted(Comparator.comparingDouble((Concept concept) -> -concept.importance()))
                .toList();
        boolean divided = concepts.stream().anyMatch(concept -> !concept.parts().isEmpty());
        return new ClassConcepts(
                cls,
                layer.name(),
                divided ? earlier.map(Layer::name).orElse("") : "",
                cuts.size(),
                found.explained(),
                mean(cuts.stream().mapToDouble(CutPicture::area).toArray()),
                concepts,
                activations.negative() == 0
                        ? ""
                        : "the few negative values of layer " + layer.name() + " were taken for zero");
    }

    private static Concept concept(
            int k,
            double[][] coefficients,
            List<Piece> pieces,
            List<double[]> importances,
            Optional<ConceptRecursion> recursion) {
        double[] own = importances.stream().mapToDouble(one -> one[k]).toArray();
        double[] strengths =
                Arrays.stream(coefficients).mapToDouble(row -> row[k]).toArray();
        List<Integer> strongest = Piece.strongest(pieces, i -> strengths[i], CROPS_SHOWN);
        return new Concept(
                mean(own),
                standardError(own),
                mean(strongest.stream()
                        .mapToDouble(i -> pieces.get(i).onObject())
                        .toArray()),
                strongest.stream().map(i -> pieces.get(i).crop(strengths[i])).toList(),
                recursion.map(finer -> finer.of(pieces, mean(own), strengths)).orElse(List.of()));
    }

    private static double mean(double... values) {
        return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    private static double standardError(double... values) {
        double mean = mean(values);
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
