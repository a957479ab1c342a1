package xai4j.onnx.train.prototype;

import xai4j.numeric.PlanCheck;
import xai4j.onnx.train.tune.TuningPlan;

/**
 * How prototypes and the layers below them are trained together.
 *
 * @param prototypes how prototypes are chosen before it, and pruned and weighted after it
 * @param tuning epochs, rates and batches; its head is what compares patches
 * @param cluster weight of the distance to the nearest prototype of the own class
 * @param separation weight of the similarity to the nearest prototype of another class
 */
public record JointPlan(PrototypePlan prototypes, TuningPlan tuning, double cluster, double separation) {
    /** Checks the weights. */
    public JointPlan {
        PlanCheck.require(cluster >= 0 && Double.isFinite(cluster), "weight of cluster", cluster);
        PlanCheck.require(separation >= 0 && Double.isFinite(separation), "weight of separation", separation);
    }

    /** The paper's weights: 0.8 and 0.08. */
    public static JointPlan usual(PrototypePlan prototypes, TuningPlan tuning) {
        return new JointPlan(prototypes, tuning, 0.8, 0.08);
    }
}
