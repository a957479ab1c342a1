package xai4j.onnx.train.tune;

import xai4j.numeric.ScoreLoss;

/** A loss of what a network puts out, which need not be the scores of the classes themselves. */
public interface OutputLoss {
    /**
     * The loss of a row.
     *
     * @param outputs as the network computes them; they are replaced by the derivative of the loss with respect to them
     * @param label the true class
     */
    double differentiate(double[] outputs, int label);

    /** The scores of the classes that outputs amount to, K numbers. */
    double[] scores(double[] outputs);

    /** A loss of outputs that are the scores. */
    static OutputLoss of(ScoreLoss loss) {
        return new OutputLoss() {
            @Override
            public double differentiate(double[] outputs, int label) {
                return loss.differentiate(outputs, label);
            }

            @Override
            public double[] scores(double[] outputs) {
                return outputs;
            }
        };
    }
}
