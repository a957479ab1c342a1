package xai4j.evaluate.concept;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import xai4j.data.LabelledImages;
import xai4j.image.ImageException;
import xai4j.image.ObjectMask;
import xai4j.image.PreparedImage;
import xai4j.model.ActivationModel;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.numeric.EvenSample;
import xai4j.numeric.NonNegativeFactorization;
import xai4j.numeric.Parallel;
import xai4j.tensor.Tensor;
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
 * <p>The paper's recursion into earlier layers is left out.
 */
public final class ConceptSearch {
    /** How many concepts are looked for unless told otherwise. */
    public static final int USUAL = 6;

    private static final int MOST_CONCEPTS = 50;
    private static final int FEWEST_PICTURES = 4;
    private static final int MOST_PICTURES = 40;
    private static final int WHOLE_PICTURES = 24;
    private static final int CROPS_SHOWN = 8;
    /** SiLU and its like leave some negative numbers; of a layer that is not rectified at all they are half of the whole. */
    private static final double NEGATIVE = 0.1;

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

    /** A picture with what its pieces say, and its object where that is known. */
    private record Cut(
            int index,
            String name,
            int width,
            int height,
            List<CropGrid.Piece> pieces,
            List<float[]> rows,
            Optional<ObjectMask> mask) {
        double area() {
            return mask.map(ObjectMask::area).orElse(Double.NaN);
        }
    }

    /** One piece of a picture. */
    private record Row(Cut cut, int position) {
        CropGrid.Piece piece() {
            return cut.pieces().get(position);
        }

        /** The mean of each channel over the piece's map. */
        float[] activations() {
            return cut.rows().get(position);
        }

        /** The share of the piece that the object covers; not a number where it is not known. */
        double onObject() {
            return cut.mask()
                    .map(mask -> piece().covered(mask, cut.width(), cut.height()))
                    .orElse(Double.NaN);
        }
    }

    /**
     * The concepts of a class.
     *
     * @param positions of pictures in the data set that the model names as of this class; of many some are taken, spread over them
     * @throws XaiException if the layer's values are not such that parts add up to them
     */
    public ClassConcepts of(int cls, LabelledImages images, List<Integer> positions) {
        List<Integer> taken = EvenSample.of(positions, MOST_PICTURES);
        List<Cut> cuts = Parallel.map(taken.size(), i -> cut(images, taken.get(i))).stream()
                .flatMap(Optional::stream)
                .toList();
        if (cuts.size() < FEWEST_PICTURES) {
            return ClassConcepts.none(
                    cls,
                    layer.name(),
                    cuts.size(),
                    "too few pictures to find what recurs: " + cuts.size() + ", and " + FEWEST_PICTURES
                            + " are needed");
        }
        List<Row> rows = new ArrayList<>();
        for (Cut cut : cuts) {
            IntStream.range(0, cut.rows().size()).mapToObj(i -> new Row(cut, i)).forEach(rows::add);
        }
        float[][] activations = rows.stream().map(Row::activations).toArray(float[][]::new);
        String remark = rectified(activations);
        NonNegativeFactorization found = NonNegativeFactorization.of(activations, count);
        if (found.parts().length == 0) {
            return ClassConcepts.none(cls, layer.name(), cuts.size(), "the layer says nothing of these pictures");
        }
        LayerTail tail = LayerTail.of(model, layer, cls);
        List<Integer> some =
                EvenSample.of(cuts, WHOLE_PICTURES).stream().map(Cut::index).toList();
        List<double[]> importances = new WholePictures(model, layer, found, tail).importances(images, some);
        List<Concept> concepts = IntStream.range(0, found.parts().length)
                .mapToObj(k -> concept(k, found.coefficients(), rows, importances))
                .filter(concept -> !concept.crops().isEmpty())
                .sorted(Comparator.comparingDouble((Concept concept) -> -concept.importance()))
                .toList();
        return new ClassConcepts(
                cls,
                layer.name(),
                cuts.size(),
                found.explained(),
                mean(cuts.stream().mapToDouble(Cut::area).toArray()),
                concepts,
                remark);
    }

    private Optional<Cut> cut(LabelledImages images, int index) {
        try {
            BufferedImage picture = images.image(index);
            List<CropGrid.Piece> pieces = CropGrid.of(picture.getWidth(), picture.getHeight());
            List<float[]> rows = pieces.stream()
                    .map(piece -> pooled(model.spec().prepare(piece.of(picture))))
                    .toList();
            return Optional.of(new Cut(
                    index,
                    images.name(index),
                    picture.getWidth(),
                    picture.getHeight(),
                    pieces,
                    rows,
                    masks.of(images.name(index)).filter(mask -> mask.area() > 0)));
        } catch (ImageException | ModelException e) {
            return Optional.empty();
        }
    }

    /** The mean of each channel over the map. */
    private float[] pooled(PreparedImage image) {
        Tensor values = Objects.requireNonNull(
                model.activations(image.batch(), Set.of(layer)).values().get(layer));
        FeatureMapLayout layout = FeatureMapLayout.of(layer, values.shape());
        float[] means = new float[layout.channels()];
        for (int c = 0; c < means.length; c++) {
            double sum = 0;
            for (int place = 0; place < layout.area(); place++) {
                sum += values.at(layout.at(0, c, place));
            }
            means[c] = (float) (sum / layout.area());
        }
        return means;
    }

    /** Takes what little is negative for zero, and says so; refuses where it is much. */
    private String rectified(float[][] rows) {
        double squares = 0;
        double negative = 0;
        for (float[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                double square = (double) row[c] * row[c];
                squares += square;
                negative += row[c] < 0 ? square : 0;
                row[c] = Math.max(0, row[c]);
            }
        }
        if (negative > NEGATIVE * squares) {
            throw new XaiException("concepts are parts that add up, and the values of layer " + layer.name() + " of "
                    + model.spec().name() + " are negative as well; choose a layer behind a ReLU");
        }
        return negative == 0 ? "" : "the few negative values of layer " + layer.name() + " were taken for zero";
    }

    private static Concept concept(int k, double[][] coefficients, List<Row> rows, List<double[]> importances) {
        double[] own = importances.stream().mapToDouble(one -> one[k]).toArray();
        List<Integer> strongest = strongest(k, coefficients, rows);
        return new Concept(
                mean(own),
                standardError(own),
                mean(strongest.stream().mapToDouble(i -> rows.get(i).onObject()).toArray()),
                strongest.stream()
                        .map(i -> crop(rows.get(i), coefficients[i][k]))
                        .toList());
    }

    /** The pieces in which a concept is strongest, one of each picture. */
    private static List<Integer> strongest(int k, double[][] coefficients, List<Row> rows) {
        Set<Integer> shown = new HashSet<>();
        return IntStream.range(0, rows.size())
                .boxed()
                .filter(i -> coefficients[i][k] > 0)
                .sorted(Comparator.comparingDouble(i -> -coefficients[i][k]))
                .filter(i -> shown.add(rows.get(i).cut().index()))
                .limit(CROPS_SHOWN)
                .toList();
    }

    private static ConceptCrop crop(Row row, double strength) {
        Cut cut = row.cut();
        CropGrid.Piece piece = row.piece();
        return new ConceptCrop(
                cut.index(),
                cut.name(),
                (double) piece.left() / cut.width(),
                (double) piece.top() / cut.height(),
                (double) (piece.left() + piece.width()) / cut.width(),
                (double) (piece.top() + piece.height()) / cut.height(),
                strength);
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
