package xai4j.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), whose state can be kept and restored. */
final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final NDManager manager;
    private final double decay;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> squares = new LinkedHashMap<>();
    private long steps;

    Adam(NDManager manager, double decay) {
        this.manager = manager;
        this.decay = decay;
    }

    /** Begins a step. */
    void begin() {
        steps++;
    }

    /** Changes one parameter in place, and sets the gradient to zero, since PyTorch adds the next one to it. */
    void update(String name, NDArray weight, NDArray gradient, double rate) {
        NDArray mean = means.computeIfAbsent(name, key -> manager.zeros(weight.getShape()));
        NDArray square = squares.computeIfAbsent(name, key -> manager.zeros(weight.getShape()));
        try (NDManager scope = manager.newSubManager()) {
            gradient.attach(scope);
            mean.muli(BETA1).addi(Scoped.in(scope, gradient.mul(1 - BETA1)));
            square.muli(BETA2)
                    .addi(Scoped.in(scope, Scoped.in(scope, gradient.square()).muli(1 - BETA2)));
            double correction1 = 1 - Math.pow(BETA1, (double) steps);
            double correction2 = 1 - Math.pow(BETA2, (double) steps);
            NDArray root =
                    Scoped.in(scope, Scoped.in(scope, square.div(correction2)).sqrt());
            NDArray step = Scoped.in(scope, mean.div(Scoped.in(scope, root.add(EPSILON))))
                    .muli(rate / correction1);
            if (weight.getShape().dimension() > 1) {
                weight.muli(1 - rate * decay);
            }
            weight.subi(step);
            gradient.subi(gradient);
        }
    }

    /** Steps made so far. */
    long steps() {
        return steps;
    }

    /** What is remembered of a parameter. */
    static Map<String, Shape> memory(String name, Shape shape) {
        return Map.of("mean/" + name, shape, "square/" + name, shape);
    }

    /** Running means and mean squares by name, which are the state together with the number of steps. */
    Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        means.forEach((name, array) -> state.put("mean/" + name, array));
        squares.forEach((name, array) -> state.put("square/" + name, array));
        return state;
    }

    /** Takes over a state; the arrays are then this object's. */
    void restore(Map<String, NDArray> state, long stepsMade) {
        steps = stepsMade;
        state.forEach((name, array) -> {
            array.attach(manager);
            String plain = name.substring(name.indexOf('/') + 1);
            (name.startsWith("mean/") ? means : squares).put(plain, array);
        });
    }
}
