package xai4j.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import xai4j.model.RandomizableModel;

/**
 * Copies of one model with random weights, which are the same for every picture and every method, so that an evaluation opens each once. A limited number is
 * kept; what goes beyond is opened for each use. Safe for several threads.
 */
public final class RandomizedCopies implements AutoCloseable {
    private static final int MOST = 8;

    private final int most;
    private final Map<Key, RandomizableModel> kept = new HashMap<>();

    private record Key(List<String> layers, long seed) {}

    private RandomizedCopies(int most) {
        this.most = most;
    }

    /** Copies that are kept until this is closed. */
    public static RandomizedCopies kept() {
        return new RandomizedCopies(MOST);
    }

    /** Copies that are opened for each use and closed behind it. */
    static RandomizedCopies passing() {
        return new RandomizedCopies(0);
    }

    /**
     * Does something with a copy.
     *
     * @param layers whose weights are shuffled
     * @param seed of the shuffling
     */
    public <T> T use(RandomizableModel model, List<String> layers, long seed, Function<RandomizableModel, T> work) {
        Optional<RandomizableModel> shared = shared(model, layers, seed);
        if (shared.isPresent()) {
            return work.apply(shared.get());
        }
        try (RandomizableModel own = model.randomized(layers, seed)) {
            return work.apply(own);
        }
    }

    private synchronized Optional<RandomizableModel> shared(RandomizableModel model, List<String> layers, long seed) {
        Key key = new Key(List.copyOf(layers), seed);
        if (!kept.containsKey(key) && kept.size() < most) {
            kept.put(key, model.randomized(layers, seed));
        }
        return Optional.ofNullable(kept.get(key));
    }

    @Override
    public synchronized void close() {
        kept.values().forEach(RandomizableModel::close);
        kept.clear();
    }
}
