package xai4j.prototype;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import xai4j.image.PreparedImage;
import xai4j.image.ResizeMode;
import xai4j.image.filter.Border;
import xai4j.model.ModelSpec;
import xai4j.prototype.modification.Characteristic;
import xai4j.prototype.modification.Modification;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/**
 * Finds because of what parts of an image look like prototypes (Nauta et al. 2020): changes the picture that the model sees in
 * one characteristic at a time and reads the similarity at the same position again.
 *
 * <p>Pictures are changed in memory, never re-encoded. The picture with no change at all is scored, too: what the detour over 8
 * bits costs is {@link SimilarityFactors#unchanged()}.
 */
public final class SimilarityFactorAnalysis {
    private static final List<Characteristic> ALL = List.of(Characteristic.values());

    private final PrototypeNetwork network;
    private final Border border;

    /**
     * Prepares.
     *
     * @param border what the warping of shapes does at the border
     */
    public SimilarityFactorAnalysis(PrototypeNetwork network, Border border) {
        this.network = network;
        this.border = border;
    }

    /** Number of images that one question scores. */
    static int evaluations() {
        return ALL.size() + 1;
    }

    /**
     * Asks for every prototype at once.
     *
     * @param image the image
     * @param similarities of the image, {@code [P, h, w]}
     * @return per prototype its reasons, at the position of its largest similarity
     */
    public List<SimilarityFactors> of(PreparedImage image, Tensor similarities) {
        BufferedImage picture = image.modelPicture();
        Tensor batch = Tensor.zeros(image.tensor().shape().prepend(ALL.size() + 1));
        batch.row(0).buffer().put(prepared(picture, image).buffer());
        for (int c = 0; c < ALL.size(); c++) {
            BufferedImage changed = Modification.of(ALL.get(c), border).apply(picture);
            batch.row(1 + c).buffer().put(prepared(changed, image).buffer());
        }
        Tensor after = network.compare(batch).similarities();
        Shape shape = similarities.shape();
        int area = shape.dim(1) * shape.dim(2);
        List<SimilarityFactors> reasons = new ArrayList<>();
        for (int p = 0; p < shape.dim(0); p++) {
            int position = ActivationBox.peak(similarities.row(p).toArray());
            double before = similarities.at(p * area + position);
            Map<Characteristic, Double> importance = new EnumMap<>(Characteristic.class);
            for (int c = 0; c < ALL.size(); c++) {
                float changed = after.at(((1 + c) * shape.dim(0) + p) * area + position);
                importance.put(ALL.get(c), before - changed);
            }
            reasons.add(new SimilarityFactors(before, before - after.at(p * area + position), importance));
        }
        return reasons;
    }

    /**
     * Sums reasons up over images: {@code Σ importance_i · similarity_i / Σ similarity_i}, so that images on which the prototype
     * is found count most.
     *
     * @param reasons of one prototype on several images
     * @return with the mean similarity
     */
    public static SimilarityFactors global(List<SimilarityFactors> reasons) {
        Map<Characteristic, Double> importance = new EnumMap<>(Characteristic.class);
        double total =
                reasons.stream().mapToDouble(SimilarityFactors::similarity).sum();
        double unchanged = 0;
        for (SimilarityFactors because : reasons) {
            double share = because.similarity() / total;
            unchanged += because.unchanged() * share;
            because.importance().forEach((key, value) -> importance.merge(key, value * share, Double::sum));
        }
        return new SimilarityFactors(total / reasons.size(), unchanged, importance);
    }

    private Tensor prepared(BufferedImage picture, PreparedImage like) {
        ModelSpec spec = network.model()
                .spec()
                .withInput(like.input())
                .withPreprocessing(like.preprocessing().withResizeMode(ResizeMode.SQUASH));
        return spec.prepare(picture).tensor();
    }
}
