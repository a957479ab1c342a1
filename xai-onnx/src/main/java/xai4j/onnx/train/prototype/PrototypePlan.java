package xai4j.onnx.train.prototype;

import xai4j.numeric.PlanCheck;

/**
 * How prototypes are trained on frozen features.
 *
 * @param perClass prototypes of each class to begin with
 * @param ridge strength of squared weights between prototypes and their own class
 * @param sparsity strength of absolute weights between prototypes and other classes
 * @param neighbours how many of the nearest training pictures decide whether a prototype is pruned; 0 for no pruning
 * @param ownNeighbours how many of them must be of its class for it to stay
 * @param share of a picture's places that count: a picture is as alike to a prototype as these, the nearest, are in the mean; 0 for the
 *     paper's single nearest one
 */
public record PrototypePlan(
        int perClass, double ridge, double sparsity, int neighbours, int ownNeighbours, double share) {
    /** Checks the numbers. */
    public PrototypePlan {
        PlanCheck.require(perClass > 0, "prototypes per class", perClass);
        PlanCheck.require(ridge >= 0 && Double.isFinite(ridge), "ridge", ridge);
        PlanCheck.require(sparsity >= 0 && Double.isFinite(sparsity), "sparsity", sparsity);
        PlanCheck.require(neighbours >= 0, "neighbours", neighbours);
        PlanCheck.require(
                ownNeighbours >= 0 && ownNeighbours <= neighbours, "neighbours of the own class", ownNeighbours);
        PlanCheck.require(share >= 0 && share <= 1, "share of places", share);
    }

    /** Six prototypes for each class, the paper's pruning (3 of 6 neighbours), and a twentieth of the places. */
    public static PrototypePlan usual() {
        return new PrototypePlan(6, 0.03, 0.01, 6, 3, 0.05);
    }

    /** With so many prototypes for each class. */
    public PrototypePlan withPerClass(int newPerClass) {
        return new PrototypePlan(newPerClass, ridge, sparsity, neighbours, ownNeighbours, share);
    }

    /** With other strengths of the last layer's penalties. */
    public PrototypePlan withPenalties(double newRidge, double newSparsity) {
        return new PrototypePlan(perClass, newRidge, newSparsity, neighbours, ownNeighbours, share);
    }

    /** With another pruning. */
    public PrototypePlan withPruning(int newNeighbours, int newOwnNeighbours) {
        return new PrototypePlan(perClass, ridge, sparsity, newNeighbours, newOwnNeighbours, share);
    }

    /** With another share of places that count. */
    public PrototypePlan withShare(double newShare) {
        return new PrototypePlan(perClass, ridge, sparsity, neighbours, ownNeighbours, newShare);
    }

    /** How many places of a map count. */
    int places(int area) {
        return Math.max(1, (int) Math.ceil(share * area));
    }
}
