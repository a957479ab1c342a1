package xai4j.visualize;

/** Steps that make the objective larger. */
interface Optimizer {
    /** Changes the parameters in place, uphill. */
    void step(double[] parameters, double[] gradient);

    /** Plain gradient ascent. */
    static Optimizer ascent(double rate) {
        return (parameters, gradient) -> {
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] += rate * gradient[i];
            }
        };
    }

    /** Adam (Kingma and Ba 2015) with β = 0.9, 0.999 and ε = 1e-8. */
    static Optimizer adam(double rate) {
        return new Adam(rate);
    }
}
