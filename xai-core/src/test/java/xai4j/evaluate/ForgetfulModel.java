package xai4j.evaluate;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import xai4j.coalition.ToyModel;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.model.RandomizableModel;
import xai4j.model.Score;
import xai4j.tensor.Tensor;

/** A model whose copies, with "random" weights that are all the same, are counted. */
public final class ForgetfulModel implements RandomizableModel {
    private final Model network;
    private final AtomicInteger opened;
    private final AtomicInteger closed;

    private ForgetfulModel(Model network, AtomicInteger opened, AtomicInteger closed) {
        this.network = network;
        this.opened = opened;
        this.closed = closed;
    }

    /** The original, of which no copy has been made. */
    public static ForgetfulModel of(ToyModel network) {
        return new ForgetfulModel(network, new AtomicInteger(), new AtomicInteger());
    }

    /** Copies that have been opened. */
    public int opened() {
        return opened.get();
    }

    /** Copies, and the original, that have been closed. */
    public int closed() {
        return closed.get();
    }

    @Override
    public List<String> weightedLayers() {
        return List.of("top", "middle", "bottom");
    }

    @Override
    public RandomizableModel randomized(Collection<String> layers, long seed) {
        opened.incrementAndGet();
        return new ForgetfulModel(network, opened, closed);
    }

    @Override
    public ModelSpec spec() {
        return network.spec();
    }

    @Override
    public Tensor predict(Tensor batch) {
        return network.predict(batch);
    }

    @Override
    public Tensor predict(Tensor batch, Score score) {
        return network.predict(batch, score);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
