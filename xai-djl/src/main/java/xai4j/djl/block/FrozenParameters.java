package xai4j.djl.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands blocks their parameters, or others in their place, in a form that collects no gradients; the parameters themselves are not touched. */
final class FrozenParameters extends ParameterStore {
    private final NDManager scope;
    private final Map<Parameter, NDArray> others;
    private final Set<Parameter> asked = new LinkedHashSet<>();

    /**
     * Parameters for one pass.
     *
     * @param others what stands in the place of some of them
     */
    FrozenParameters(NDManager scope, Map<Parameter, NDArray> others) {
        super(scope, false);
        this.scope = scope;
        this.others = others;
    }

    /** The parameters that were asked for, in the order in which they were first needed. */
    Set<Parameter> asked() {
        return asked;
    }

    @Override
    public @Nullable NDArray getValue(@Nullable Parameter parameter, Device device, boolean training) {
        if (parameter == null) { // convolutions without a bias ask for it all the same
            return null;
        }
        asked.add(parameter);
        NDArray value = others.get(parameter);
        NDArray frozen =
                Objects.requireNonNullElseGet(value, parameter::getArray).stopGradient();
        frozen.attach(scope);
        return frozen;
    }
}
