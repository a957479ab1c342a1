package xai4j.visualize.optimizer;

/** Steps that make the objective larger. */
public interface Optimizer {
    /** Changes the parameters in place, uphill. */
    void step(float[] parameters, float[] gradient);

    /** Plain gradient ascent. */
    static Optimizer ascent(double rate) {
        return (parameters, gradient) -> {
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] += (float) (rate * gradient[i]);
            }
        };
    }

    /** An optimiser that sees gradients divided by their root mean square. */
    static Optimizer normalised(Optimizer optimizer) {
        return (parameters, gradient) -> {
            double squares = 0;
            for (float value : gradient) {
                squares += (double) value * value;
            }
            double size = Math.sqrt(squares / gradient.length);
            float[] unit = new float[gradient.length];
            for (int i = 0; i < unit.length; i++) {
                unit[i] = size > 0 ? (float) (gradient[i] / size) : 0;
            }
            optimizer.step(parameters, unit);
        };
    }

    /** Adam (Kingma and Ba 2015) with β = 0.9, 0.999 and ε = 1e-8. */
    static Optimizer adam(double rate) {
        return new Adam(rate);
    }
}
