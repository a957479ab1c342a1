package xai4j.cam;

import java.util.ArrayList;
import java.util.List;
import xai4j.model.ActivationModel;
import xai4j.model.Layer;
import xai4j.model.LinearHead;
import xai4j.tensor.Tensor;

/**
 * CAM (Zhou et al. 2016): the class's weights in the linear layer behind the pooling, applied before the pooling: {@code
 * Σ_k W[class, k] · A_k}, without the bias.
 */
public final class ClassicCam extends Cam<ActivationModel, ClassicCam> {
    ClassicCam(ActivationModel model) {
        this(Setup.of(model, LAYER, SCORE));
    }

    private ClassicCam(Setup<ActivationModel> setup) {
        super("cam", setup);
    }

    @Override
    protected ClassicCam copy(Setup<ActivationModel> other) {
        return new ClassicCam(other);
    }

    @Override
    List<LayerMap> maps(CamRequest request) {
        LinearHead head = model().head().orElseThrow(() -> new IllegalArgumentException(noHead(model())));
        FeatureMaps a = activations(request, requireHead(head, request.layer()));
        Tensor weights = head.weights();
        List<LayerMap> maps = new ArrayList<>();
        for (int target : request.targets()) {
            double[] row = new double[a.channels()];
            for (int k = 0; k < row.length; k++) {
                row[k] = weights.get(target, k);
            }
            maps.add(new LayerMap(a.height(), a.width(), a.weighted(row).total()));
        }
        return maps;
    }

    /** The default layer may lie behind the one that is pooled only by name; any other layer has no class weights. */
    private Layer requireHead(LinearHead head, Layer layer) {
        if (get(LAYER).isBlank() || head.features().equals(layer)) {
            return head.features();
        }
        throw new IllegalArgumentException("cam is defined at the layer that is pooled, "
                + head.features().name() + ", not at " + layer.name() + "; grad-cam explains any layer");
    }

    static String noHead(ActivationModel model) {
        return model.spec().name() + " does not end in one pooling and one linear layer; use grad-cam";
    }
}
