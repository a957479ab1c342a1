package xai4j.djl.prototype;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import xai4j.djl.train.TrainingLoss;

/**
 * What draws prototypes to their own class and away from the others (Chen et al. 2019): to the cross-entropy are added {@code
 * cluster} times the mean squared distance to the nearest prototype of the own class and, with a minus, {@code separation} times
 * that to the nearest prototype of another.
 *
 * <p>Distances are cut off at the largest that features in [0, 1] can have, as in the authors' code.
 */
final class PrototypeCosts implements TrainingLoss {
    private final PrototypeLayout layout;
    private final double cluster;
    private final double separation;
    private double clusterSum;
    private double separationSum;
    private int batches;

    PrototypeCosts(PrototypeLayout layout, double cluster, double separation) {
        this.layout = layout;
        this.cluster = cluster;
        this.separation = separation;
    }

    @Override
    public NDArray of(NDList outputs, NDArray labels) {
        NDArray smallest = outputs.get(1);
        NDArray drawn = cluster(smallest, labels);
        NDArray apart = separation(smallest, labels);
        clusterSum += drawn.getFloat();
        separationSum += apart.getFloat();
        batches++;
        return TrainingLoss.crossEntropy(0)
                .of(outputs, labels)
                .add(TrainingLoss.scaled(drawn, cluster))
                .sub(TrainingLoss.scaled(apart, separation));
    }

    /**
     * Mean distance to the nearest prototype of the own class.
     *
     * @param smallest squared distances {@code [N, P]}
     * @param labels {@code [N]}, int64
     */
    NDArray cluster(NDArray smallest, NDArray labels) {
        return nearest(smallest, own(smallest, labels));
    }

    /** Mean distance to the nearest prototype of another class. */
    NDArray separation(NDArray smallest, NDArray labels) {
        return nearest(smallest, own(smallest, labels).mul(-1).add(1));
    }

    private NDArray own(NDArray smallest, NDArray labels) {
        NDArray table = smallest.getManager().create(layout.table(1, 0), new Shape(layout.labels(), layout.count()));
        return labels.oneHot(layout.labels()).toType(DataType.FLOAT32, false).matMul(table);
    }

    private NDArray nearest(NDArray smallest, NDArray chosen) {
        NDArray likeness = smallest.neg().add(layout.size()).mul(chosen).max(new int[] {1});
        return likeness.neg().add(layout.size()).mean();
    }

    /** Mean cluster cost since the last call of {@link #forget}. */
    double meanCluster() {
        return clusterSum / Math.max(1, batches);
    }

    /** Mean separation cost since the last call of {@link #forget}. */
    double meanSeparation() {
        return separationSum / Math.max(1, batches);
    }

    /** Begins new means. */
    void forget() {
        clusterSum = 0;
        separationSum = 0;
        batches = 0;
    }
}
