package xai4j.onnx.train.prototype;

import java.util.function.Consumer;

/**
 * How prototypes are trained on frozen features (Chen et al. 2019, without the joint phase): warm-up, push and last layer in each round, at
 * last pruning.
 *
 * @param perClass prototypes of each class to begin with
 * @param channels numbers in a prototype, at most the backbone's channels
 * @param epochs of each round's warm-up, over all views of all pictures
 * @param rounds pushes
 * @param batch views per step
 * @param rate of Adam
 * @param cluster weight of the distance to the nearest prototype of the own class
 * @param separation weight of the distance to the nearest prototype of another class
 * @param sparsity weight of evidence from prototypes of other classes
 * @param neighbours how many of the nearest training pictures decide whether a prototype is pruned; 0 for no pruning
 * @param ownNeighbours how many of them must be of its class for it to stay
 * @param seed of the order
 */
public record PrototypePlan(
        int perClass,
        int channels,
        int epochs,
        int rounds,
        int batch,
        double rate,
        double cluster,
        double separation,
        double sparsity,
        int neighbours,
        int ownNeighbours,
        long seed) {
    /** Checks the numbers. */
    public PrototypePlan {
        require(perClass > 0, "prototypes per class", perClass);
        require(channels > 0, "channels", channels);
        require(epochs >= 0, "epochs", epochs);
        require(rounds > 0, "rounds", rounds);
        require(batch > 0, "batch", batch);
        require(rate > 0 && rate < 10, "rate", rate);
        require(cluster >= 0 && Double.isFinite(cluster), "cluster weight", cluster);
        require(separation >= 0 && Double.isFinite(separation), "separation weight", separation);
        require(sparsity >= 0 && Double.isFinite(sparsity), "sparsity", sparsity);
        require(neighbours >= 0, "neighbours", neighbours);
        require(ownNeighbours >= 0 && ownNeighbours <= neighbours, "neighbours of the own class", ownNeighbours);
    }

    private static void require(boolean holds, String what, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(what + " cannot be " + value);
        }
    }

    /**
     * Six prototypes of 64 numbers for each class, the paper's sparsity (10⁻⁴) and pruning (3 of 6 neighbours), and an eighth of its weights of
     * cluster and separation (0.1, 0.01): a frozen backbone cannot move its patches together, and prototypes that are drawn to the middle of their
     * class tell it less well.
     */
    public static PrototypePlan usual() {
        return new PrototypePlan(6, 64, 6, 1, 20, 3e-3, 0.1, 0.01, 1e-4, 6, 3, 1);
    }

    /** With so many prototypes of so many numbers. */
    public PrototypePlan withPrototypes(int newPerClass, int newChannels) {
        return with(draft -> {
            draft.perClass = newPerClass;
            draft.channels = newChannels;
        });
    }

    /** With so many epochs in each of so many rounds. */
    public PrototypePlan withRounds(int newEpochs, int newRounds) {
        return with(draft -> {
            draft.epochs = newEpochs;
            draft.rounds = newRounds;
        });
    }

    /** With another seed. */
    public PrototypePlan withSeed(long newSeed) {
        return with(draft -> draft.seed = newSeed);
    }

    /** With other weights of the costs. */
    public PrototypePlan withCosts(double newCluster, double newSeparation, double newSparsity) {
        return with(draft -> {
            draft.cluster = newCluster;
            draft.separation = newSeparation;
            draft.sparsity = newSparsity;
        });
    }

    /** With another pruning. */
    public PrototypePlan withPruning(int newNeighbours, int newOwnNeighbours) {
        return with(draft -> {
            draft.neighbours = newNeighbours;
            draft.ownNeighbours = newOwnNeighbours;
        });
    }

    private PrototypePlan with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.plan();
    }

    /** What withers change, by name: among twelve numbers in a row two are soon exchanged. */
    private static final class Draft {
        private int perClass;
        private int channels;
        private int epochs;
        private int rounds;
        private final int batch;
        private final double rate;
        private double cluster;
        private double separation;
        private double sparsity;
        private int neighbours;
        private int ownNeighbours;
        private long seed;

        private Draft(PrototypePlan plan) {
            perClass = plan.perClass;
            channels = plan.channels;
            epochs = plan.epochs;
            rounds = plan.rounds;
            batch = plan.batch;
            rate = plan.rate;
            cluster = plan.cluster;
            separation = plan.separation;
            sparsity = plan.sparsity;
            neighbours = plan.neighbours;
            ownNeighbours = plan.ownNeighbours;
            seed = plan.seed;
        }

        private PrototypePlan plan() {
            return new PrototypePlan(
                    perClass,
                    channels,
                    epochs,
                    rounds,
                    batch,
                    rate,
                    cluster,
                    separation,
                    sparsity,
                    neighbours,
                    ownNeighbours,
                    seed);
        }
    }
}
