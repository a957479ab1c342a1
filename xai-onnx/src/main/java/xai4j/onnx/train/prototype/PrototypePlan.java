package xai4j.onnx.train.prototype;

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
     * Eight prototypes of 64 numbers for each class, the paper's sparsity (10⁻⁴) and pruning (3 of 6 neighbours), and an eighth of its weights of
     * cluster and separation (0.1, 0.01): a frozen backbone cannot move its patches together, and prototypes that are drawn to the middle of their
     * class tell it less well.
     */
    public static PrototypePlan usual() {
        return new PrototypePlan(8, 64, 12, 1, 20, 3e-3, 0.1, 0.01, 1e-4, 6, 3, 1);
    }

    /** With so many prototypes of so many numbers. */
    public PrototypePlan withPrototypes(int newPerClass, int newChannels) {
        return new PrototypePlan(
                newPerClass,
                newChannels,
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

    /** With so many epochs in each of so many rounds. */
    public PrototypePlan withRounds(int newEpochs, int newRounds) {
        return new PrototypePlan(
                perClass,
                channels,
                newEpochs,
                newRounds,
                batch,
                rate,
                cluster,
                separation,
                sparsity,
                neighbours,
                ownNeighbours,
                seed);
    }

    /** With another seed. */
    public PrototypePlan withSeed(long newSeed) {
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
                newSeed);
    }

    /** With other weights of the costs. */
    public PrototypePlan withCosts(double newCluster, double newSeparation, double newSparsity) {
        return new PrototypePlan(
                perClass,
                channels,
                epochs,
                rounds,
                batch,
                rate,
                newCluster,
                newSeparation,
                newSparsity,
                neighbours,
                ownNeighbours,
                seed);
    }

    /** With another pruning. */
    public PrototypePlan withPruning(int newNeighbours, int newOwnNeighbours) {
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
                newNeighbours,
                newOwnNeighbours,
                seed);
    }
}
