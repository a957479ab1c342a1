package xai4j.cam;

import java.util.Collections;
import java.util.List;
import xai4j.model.ActivationModel;

/** Eigen-CAM (Muhammad and Yeasin 2020): the first principal component of the feature maps; the same for every class. */
public final class EigenCam extends Cam<ActivationModel, EigenCam> {
    EigenCam(ActivationModel model) {
        this(Setup.of(model, LAYER, SCORE));
    }

    private EigenCam(Setup<ActivationModel> setup) {
        super("eigen-cam", setup);
    }

    @Override
    protected EigenCam copy(Setup<ActivationModel> other) {
        return new EigenCam(other);
    }

    @Override
    List<LayerMap> maps(CamRequest request) {
        FeatureMaps a = activations(request, request.layer());
        LayerMap map = new LayerMap(a.height(), a.width(), PrincipalComponent.of(a));
        return Collections.nCopies(request.targets().length, map);
    }
}
