package xai4j.djl.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/** Hands blocks their parameters in a form that collects no gradients; the parameters themselves are not touched. */
final class FrozenParameters extends ParameterStore {
    private final NDManager scope;

    FrozenParameters(NDManager scope) {
        super(scope, false);
        this.scope = scope;
    }

    @Override
    public @Nullable NDArray getValue(@Nullable Parameter parameter, Device device, boolean training) {
        if (parameter == null) { // convolutions without a bias ask for it all the same
            return null;
        }
        NDArray frozen = parameter.getArray().stopGradient();
        frozen.attach(scope);
        return frozen;
    }
}
