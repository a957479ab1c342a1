package xai4j.djl.prototype;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import xai4j.djl.train.ImageBatches;
import xai4j.prototype.PrototypePush;

/**
 * The phases without gradient steps (Chen et al. 2019): push makes each prototype the nearest training patch of its
 * class, pruning drops those that stand for several classes; both end with the convex problem of the last layer.
 */
final class ProjectionPhases {
    private static final int BATCH = 64;
    private static final int LAST_LAYER_STEPS = 300;
    private static final double LAST_LAYER_TOLERANCE = 1e-4;
    private static final double SEARCHED = 0.6;
    private static final double TABLED = 0.2;

    private final ProtoPNet network;
    private final ProtoPNetPlan plan;
    private final ImageBatches train;
    private List<PrototypePush.Patch> patches;

    ProjectionPhases(ProtoPNet network, ProtoPNetPlan plan, ImageBatches train, List<PrototypePush.Patch> patches) {
        this.network = network;
        this.plan = plan;
        this.train = train;
        this.patches = patches;
    }

    /** The training patch that each prototype is; empty before the first push. */
    List<PrototypePush.Patch> patches() {
        return patches;
    }

    /** @param done told the share that is done, between batches; may throw to stop */
    PhaseResult push(DoubleConsumer done) {
        int[] classes =
                network.layout().classes().stream().mapToInt(label -> label).toArray();
        PrototypePush search = new PrototypePush(network.vectors(), classes);
        for (int start = 0; start < train.size(); start += BATCH) {
            done.accept(SEARCHED * start / train.size());
            int[] chosen = IntStream.range(start, Math.min(start + BATCH, train.size()))
                    .toArray();
            try (NDManager scope = network.network().manager().newSubManager()) {
                search.offer(
                        network.features(scope, train.batch(scope, chosen)),
                        IntStream.of(chosen).map(train.images()::label).toArray());
            }
        }
        network.set(search.vectors().toArray(), network.lastLayer().toArray());
        patches = IntStream.range(0, classes.length).mapToObj(search::patch).toList();
        return lastLayer(table(done));
    }

    /** @param done told the share that is done, between batches; may throw to stop */
    PhaseResult prune(DoubleConsumer done) {
        int[] kept = table(done).pure(plan.neighbours(), plan.ownNeighbours());
        network.keep(kept);
        patches = IntStream.of(kept).mapToObj(patches::get).toList();
        return lastLayer(table(done));
    }

    private PrototypeDistanceTable table(DoubleConsumer done) {
        return PrototypeDistanceTable.of(
                network, train, pictures -> done.accept(SEARCHED + TABLED * pictures / train.size()));
    }

    private PhaseResult lastLayer(PrototypeDistanceTable table) {
        LastLayer problem = new LastLayer(table.similarities(), table.labels(), network.layout(), plan.sparsity());
        float[] weights = problem.solve(network.lastLayer().toArray(), LAST_LAYER_STEPS, LAST_LAYER_TOLERANCE);
        network.set(network.vectors().toArray(), weights);
        return new PhaseResult(
                table.nearest(true), table.nearest(false), 0, problem.crossEntropy(weights), problem.accuracy(weights));
    }
}
