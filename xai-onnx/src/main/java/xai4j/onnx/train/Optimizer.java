package xai4j.onnx.train;

/** How weights follow their gradients. Immutable; what it remembers of each array of weights is an {@link Updater}'s. */
@FunctionalInterface
public interface Optimizer {
    /** Begins with an array of so many weights. */
    Updater updater(int size);

    /** The memory of one array of weights. Not for use by several threads at once. */
    interface Updater {
        /**
         * One step downhill.
         *
         * @param weights are changed in place
         * @param gradient of the loss
         * @param rate the step's size
         */
        void step(double[] weights, double[] gradient, double rate);

        /** What is remembered, for a checkpoint: arrays that are not copied. */
        double[][] state();

        /** Goes on with what another one remembered. */
        default void restore(double[][] state) {
            double[][] own = state();
            for (int i = 0; i < own.length; i++) {
                System.arraycopy(state[i], 0, own[i], 0, own[i].length);
            }
        }
    }

    /**
     * Stochastic gradient descent: {@code v ← momentum · v + g + decay · w; w ← w − rate · v}, as in PyTorch.
     *
     * @param momentum 0 for none
     * @param decay strength of the pull towards zero
     */
    static Optimizer sgd(double momentum, double decay) {
        return size -> new Sgd(momentum, decay, new double[size]);
    }

    /**
     * Adam (Kingma and Ba 2015) with β = (0.9, 0.999), ε = 10⁻⁸ and decoupled decay (Loshchilov and Hutter 2019).
     *
     * @param decay strength of the pull towards zero
     */
    static Optimizer adam(double decay) {
        return size -> new Adam(decay, new double[size], new double[size], new double[1]);
    }

    /** See {@link #sgd}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sgd(double momentum, double decay, double[] velocity) implements Updater {
        @Override
        public void step(double[] weights, double[] gradient, double rate) {
            for (int i = 0; i < weights.length; i++) {
                velocity[i] = momentum * velocity[i] + gradient[i] + decay * weights[i];
                weights[i] -= rate * velocity[i];
            }
        }

        @Override
        public double[][] state() {
            return new double[][] {velocity};
        }
    }

    /** See {@link #adam}. */
    @SuppressWarnings("ArrayRecordComponent")
    record Adam(double decay, double[] mean, double[] square, double[] steps) implements Updater {
        private static final double FIRST = 0.9;
        private static final double SECOND = 0.999;
        private static final double EPSILON = 1e-8;

        @Override
        public void step(double[] weights, double[] gradient, double rate) {
            steps[0]++;
            double first = 1 - Math.pow(FIRST, steps[0]);
            double second = 1 - Math.pow(SECOND, steps[0]);
            for (int i = 0; i < weights.length; i++) {
                mean[i] = FIRST * mean[i] + (1 - FIRST) * gradient[i];
                square[i] = SECOND * square[i] + (1 - SECOND) * gradient[i] * gradient[i];
                weights[i] -= rate * decay * weights[i];
                weights[i] -= rate * (mean[i] / first) / (Math.sqrt(square[i] / second) + EPSILON);
            }
        }

        @Override
        public double[][] state() {
            return new double[][] {mean, square, steps};
        }
    }
}
