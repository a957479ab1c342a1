package xai4j.visualize;

/** Adam (Kingma and Ba 2015), uphill. */
final class Adam implements Optimizer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double rate;
    private double[] mean = new double[0];
    private double[] square = new double[0];
    private int steps;

    Adam(double rate) {
        this.rate = rate;
    }

    @Override
    public void step(double[] parameters, double[] gradient) {
        if (steps == 0) {
            mean = new double[parameters.length];
            square = new double[parameters.length];
        }
        steps++;
        double correction1 = 1 - Math.pow(BETA1, steps);
        double correction2 = 1 - Math.pow(BETA2, steps);
        for (int i = 0; i < parameters.length; i++) {
            mean[i] = BETA1 * mean[i] + (1 - BETA1) * gradient[i];
            square[i] = BETA2 * square[i] + (1 - BETA2) * gradient[i] * gradient[i];
            parameters[i] += rate * (mean[i] / correction1) / (Math.sqrt(square[i] / correction2) + EPSILON);
        }
    }
}
