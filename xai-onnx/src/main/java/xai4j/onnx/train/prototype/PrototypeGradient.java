package xai4j.onnx.train.prototype;

import xai4j.numeric.ScoreLoss;

/**
 * Cross-entropy + cluster · (distance to the nearest prototype of the own class) − separation · (distance to the nearest of another), and its
 * derivatives with respect to add-on layer and prototypes. The last layer stays.
 */
final class PrototypeGradient {
    private final PrototypeHead head;
    private final double cluster;
    private final double separation;
    final double[] addOn;
    final double[] addOnBias;
    final double[] prototypes;
    private double loss;

    PrototypeGradient(PrototypeHead head, double cluster, double separation) {
        this.head = head;
        this.cluster = cluster;
        this.separation = separation;
        this.addOn = new double[head.addOn.length];
        this.addOnBias = new double[head.addOnBias.length];
        this.prototypes = new double[head.prototypes.length];
    }

    double loss() {
        return loss;
    }

    /** Adds another one's sums. */
    void add(PrototypeGradient other) {
        loss += other.loss;
        add(other.addOn, addOn);
        add(other.addOnBias, addOnBias);
        add(other.prototypes, prototypes);
    }

    private static void add(double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /** Adds a view of a picture of a class. */
    void add(PatchMap map, int label) {
        double[] patches = head.patches(map);
        PrototypeHead.Nearest nearest = head.nearest(patches);
        double[] errors = head.scores(nearest);
        loss += ScoreLoss.CROSS_ENTROPY.differentiate(errors, label);
        double[] slopes = new double[head.count()];
        for (int p = 0; p < slopes.length; p++) {
            for (int k = 0; k < errors.length; k++) {
                slopes[p] += errors[k] * head.lastLayer[k * slopes.length + p] * nearest.slope(p);
            }
        }
        pull(slopes, nearest, label, true, cluster);
        pull(slopes, nearest, label, false, -separation);
        for (int p = 0; p < slopes.length; p++) {
            pass(map, patches, nearest.places()[p], p, slopes[p]);
        }
    }

    private void pull(double[] slopes, PrototypeHead.Nearest nearest, int label, boolean own, double weight) {
        int best = -1;
        for (int p = 0; p < slopes.length; p++) {
            boolean candidate = head.classes().get(p) == label == own;
            if (candidate && (best < 0 || nearest.distances()[p] < nearest.distances()[best])) {
                best = p;
            }
        }
        if (best >= 0) {
            slopes[best] += weight;
            loss += weight * nearest.distances()[best];
        }
    }

    /** Carries the derivative of a squared distance back to its prototype and to the add-on layer. */
    private void pass(PatchMap map, double[] patches, int at, int prototype, double slope) {
        int channels = head.channels();
        int inputs = head.inputs();
        for (int c = 0; c < channels; c++) {
            double z = patches[at * channels + c];
            double step = 2 * slope * (z - head.prototypes[prototype * channels + c]);
            prototypes[prototype * channels + c] -= step;
            double inner = step * z * (1 - z);
            addOnBias[c] += inner;
            for (int d = 0; d < inputs; d++) {
                addOn[c * inputs + d] += inner * map.values()[at * inputs + d];
            }
        }
    }
}
