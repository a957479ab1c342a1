package xai4j.djl.prototype;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import xai4j.djl.train.Augmentation;
import xai4j.numeric.PlanCheck;

/**
 * How a prototype network is trained (Chen et al. 2019): first add-on layers and prototypes alone, then all but the last layer
 * in several rounds, each of which ends with a push and an optimisation of the last layer; at last prototypes that stand for
 * several classes are pruned.
 *
 * @param warmUp epochs in which the backbone is left as it is
 * @param joint epochs in which it is trained, too
 * @param rounds number of pushes, at most as many as joint epochs
 * @param batch pictures per step
 * @param rate of the optimiser for add-on layers and prototypes; in the joint epochs it falls as half a cosine to nothing
 * @param backboneRate of the optimiser for the backbone
 * @param cluster weight of the distance to the nearest prototype of the own class
 * @param separation weight of the distance to the nearest prototype of another class
 * @param sparsity weight of the absolute values of the last layer's weights between prototypes and other classes
 * @param neighbours how many of the nearest training pictures decide whether a prototype is pruned; 0 for no pruning
 * @param ownNeighbours how many of them must be of its class for it to stay
 * @param augmentation random changes of the pictures
 * @param seed of order and changes
 */
public record ProtoPNetPlan(
        int warmUp,
        int joint,
        int rounds,
        int batch,
        double rate,
        double backboneRate,
        double cluster,
        double separation,
        double sparsity,
        int neighbours,
        int ownNeighbours,
        Augmentation augmentation,
        long seed) {
    /** Checks the numbers. */
    public ProtoPNetPlan {
        PlanCheck.require(warmUp >= 0, "warm-up epochs", warmUp);
        PlanCheck.require(joint > 0, "joint epochs", joint);
        PlanCheck.require(rounds > 0 && rounds <= joint, "rounds (with " + joint + " joint epochs)", rounds);
        PlanCheck.require(batch > 1, "batch", batch);
        PlanCheck.require(rate > 0 && rate < 10, "rate", rate);
        PlanCheck.require(backboneRate >= 0 && backboneRate < 10, "rate of the backbone", backboneRate);
        PlanCheck.require(cluster >= 0 && Double.isFinite(cluster), "cluster weight", cluster);
        PlanCheck.require(separation >= 0 && Double.isFinite(separation), "separation weight", separation);
        PlanCheck.require(sparsity >= 0 && Double.isFinite(sparsity), "sparsity", sparsity);
        PlanCheck.require(neighbours >= 0, "neighbours", neighbours);
        PlanCheck.require(
                ownNeighbours >= 0 && ownNeighbours <= neighbours, "neighbours of the own class", ownNeighbours);
    }

    /** The paper's weights (0.8, 0.08, 10⁻⁴), pruning by 3 of 6 neighbours, and rates that suit a small backbone. */
    public static ProtoPNetPlan usual(int warmUp, int joint, int rounds) {
        return new ProtoPNetPlan(warmUp, joint, rounds, 32, 3e-3, 3e-4, 0.8, 0.08, 1e-4, 6, 3, Augmentation.usual(), 0);
    }

    /** With another seed. */
    public ProtoPNetPlan withSeed(long other) {
        return with(draft -> draft.seed = other);
    }

    /** With other sizes of batches. */
    public ProtoPNetPlan withBatch(int other) {
        return with(draft -> draft.batch = other);
    }

    /** With other rates. */
    public ProtoPNetPlan withRates(double prototypes, double backbone) {
        return with(draft -> {
            draft.rate = prototypes;
            draft.backboneRate = backbone;
        });
    }

    /** With other weights of the costs. */
    public ProtoPNetPlan withCosts(double clusterWeight, double separationWeight, double sparsityWeight) {
        return with(draft -> {
            draft.cluster = clusterWeight;
            draft.separation = separationWeight;
            draft.sparsity = sparsityWeight;
        });
    }

    /** With another pruning. */
    public ProtoPNetPlan withPruning(int nearest, int own) {
        return with(draft -> {
            draft.neighbours = nearest;
            draft.ownNeighbours = own;
        });
    }

    private ProtoPNetPlan with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.plan(this);
    }

    /** What withers change, by name: among thirteen numbers in a row two are soon exchanged. */
    private static final class Draft {
        private int batch;
        private double rate;
        private double backboneRate;
        private double cluster;
        private double separation;
        private double sparsity;
        private int neighbours;
        private int ownNeighbours;
        private long seed;

        private Draft(ProtoPNetPlan plan) {
            batch = plan.batch;
            rate = plan.rate;
            backboneRate = plan.backboneRate;
            cluster = plan.cluster;
            separation = plan.separation;
            sparsity = plan.sparsity;
            neighbours = plan.neighbours;
            ownNeighbours = plan.ownNeighbours;
            seed = plan.seed;
        }

        private ProtoPNetPlan plan(ProtoPNetPlan old) {
            return new ProtoPNetPlan(
                    old.warmUp,
                    old.joint,
                    old.rounds,
                    batch,
                    rate,
                    backboneRate,
                    cluster,
                    separation,
                    sparsity,
                    neighbours,
                    ownNeighbours,
                    old.augmentation,
                    seed);
        }
    }

    /** What is done in order, one element per epoch, push or pruning. */
    List<Phase> schedule() {
        List<Phase> schedule = new ArrayList<>();
        for (int i = 0; i < warmUp; i++) {
            schedule.add(Phase.WARM_UP);
        }
        for (int round = 1; round <= rounds; round++) {
            int until = joint * round / rounds;
            for (int i = joint * (round - 1) / rounds; i < until; i++) {
                schedule.add(Phase.JOINT);
            }
            schedule.add(Phase.PUSH);
        }
        if (neighbours > 0) {
            schedule.add(Phase.PRUNE);
        }
        return schedule;
    }

    /** The rate of a joint step. */
    double jointRate(double share) {
        return rate * 0.5 * (1 + Math.cos(Math.PI * share));
    }
}
