package xai4j.onnx.train.prototype;

import java.util.List;
import xai4j.numeric.ScoreLoss;
import xai4j.onnx.train.tune.OutputLoss;

/**
 * What ProtoPNet asks of the similarities of a picture to all prototypes (Chen et al. 2019): the cross-entropy behind a last layer that stays as it is,
 * and that the nearest prototype of the own class is near and that of another class is not. Nearness is measured by similarity in the place of
 * the distance, 1 being the prototype itself.
 */
final class PrototypeLoss implements OutputLoss {
    private final List<Integer> classes;
    private final double[] lastLayer;
    private final double[] bias;
    private final double cluster;
    private final double separation;

    PrototypeLoss(PrototypeHead head, double cluster, double separation) {
        this.classes = head.prototypes().classes();
        this.lastLayer = head.lastLayer();
        this.bias = head.bias();
        this.cluster = cluster;
        this.separation = separation;
    }

    @Override
    public double[] scores(double[] outputs) {
        double[] scores = bias.clone();
        for (int k = 0; k < scores.length; k++) {
            for (int p = 0; p < outputs.length; p++) {
                scores[k] += lastLayer[k * outputs.length + p] * outputs[p];
            }
        }
        return scores;
    }

    @Override
    public double differentiate(double[] outputs, int label) {
        int own = nearest(outputs, label, true);
        int other = nearest(outputs, label, false);
        double loss = cluster * (1 - outputs[own]) + separation * outputs[other];
        double[] slopes = scores(outputs);
        loss += ScoreLoss.CROSS_ENTROPY.differentiate(slopes, label);
        for (int p = 0; p < outputs.length; p++) {
            outputs[p] = (p == own ? -cluster : 0) + (p == other ? separation : 0);
            for (int k = 0; k < slopes.length; k++) {
                outputs[p] += lastLayer[k * outputs.length + p] * slopes[k];
            }
        }
        return loss;
    }

    /** The prototype of the class, or of the others, with the largest similarity. */
    private int nearest(double[] outputs, int label, boolean inside) {
        int best = -1;
        for (int p = 0; p < outputs.length; p++) {
            if (classes.get(p) == label == inside && (best < 0 || outputs[p] > outputs[best])) {
                best = p;
            }
        }
        return best;
    }
}
