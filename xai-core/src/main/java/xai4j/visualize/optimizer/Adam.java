package xai4j.visualize.optimizer;

import xai4j.numeric.Parallel;

/** Adam (Kingma and Ba 2015), uphill. */
final class Adam implements Optimizer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final float EPSILON = 1e-8f;

    private final double rate;
    private float[] mean = new float[0];
    private float[] square = new float[0];
    private int steps;

    Adam(double rate) {
        this.rate = rate;
    }

    @Override
    public void step(float[] parameters, float[] gradient) {
        if (steps == 0) {
            mean = new float[parameters.length];
            square = new float[parameters.length];
        }
        steps++;
        float kept1 = (float) BETA1;
        float kept2 = (float) BETA2;
        float taken1 = (float) (1 - BETA1);
        float taken2 = (float) (1 - BETA2);
        float stride = (float) (rate / (1 - Math.pow(BETA1, steps)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
        Parallel.bands(parameters.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                mean[i] = kept1 * mean[i] + taken1 * gradient[i];
                square[i] = kept2 * square[i] + taken2 * gradient[i] * gradient[i];
                parameters[i] += stride * mean[i] / ((float) Math.sqrt(square[i]) * correction + EPSILON);
            }
        });
    }
}
