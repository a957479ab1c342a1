package xai4j.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Lets arrays go together with a scope. */
final class Scoped {
    private Scoped() {}

    static NDArray in(NDManager scope, NDArray array) {
        array.attach(scope);
        return array;
    }
}
