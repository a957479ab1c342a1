package xai4j.evaluate.concept;

import java.awt.image.BufferedImage;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import xai4j.data.LabelledImages;
import xai4j.image.ImageException;
import xai4j.image.PreparedImage;
import xai4j.model.ActivationModel;
import xai4j.model.Activations;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.model.ModelException;
import xai4j.tensor.Tensor;

/** Cuts pictures into pieces, each of which goes through the model as a picture of its own, and notes the means of its maps: of a layer, and of one before it. */
final class PieceReader {
    private final ActivationModel model;
    private final Layer layer;
    private final Optional<Layer> earlier;
    private final ObjectLookup masks;

    PieceReader(ActivationModel model, Layer layer, Optional<Layer> earlier, ObjectLookup masks) {
        this.model = model;
        this.layer = layer;
        this.earlier = earlier;
        this.masks = masks;
    }

    /** The pieces of a picture; none of one that can no longer be read. */
    List<Piece> read(LabelledImages images, int index) {
        try {
            BufferedImage picture = images.image(index);
            String name = images.name(index);
            CutPicture cut = new CutPicture(
                    index,
                    name,
                    picture.getWidth(),
                    picture.getHeight(),
                    masks.of(name).filter(mask -> mask.area() > 0));
            return CropGrid.of(picture.getWidth(), picture.getHeight()).stream()
                    .map(box -> piece(cut, box, picture))
                    .toList();
        } catch (ImageException | ModelException e) {
            return List.of();
        }
    }

    private Piece piece(CutPicture cut, CropGrid.Box box, BufferedImage picture) {
        PreparedImage image = model.spec().prepare(box.of(picture));
        Set<Layer> wanted = new LinkedHashSet<>(List.of(layer));
        earlier.ifPresent(wanted::add);
        Activations activations = model.activations(image.batch(), wanted);
        return new Piece(
                cut,
                box,
                pooled(activations, layer),
                earlier.map(before -> pooled(activations, before)).orElse(new float[0]));
    }

    /** The mean of each channel over the map. */
    private static float[] pooled(Activations activations, Layer layer) {
        Tensor values = Objects.requireNonNull(activations.values().get(layer));
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
}
