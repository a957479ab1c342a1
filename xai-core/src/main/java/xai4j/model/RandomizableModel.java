package xai4j.model;

import java.util.Collection;
import java.util.List;

/**
 * A model of which copies with random weights can be made: what an explanation says must depend on what the model has learnt.
 */
public interface RandomizableModel extends Model {
    /** The layers with weights by name, from the one nearest the scores down to the one nearest the image. */
    List<String> weightedLayers();

    /**
     * A copy in which the weights of some layers are shuffled, so that they keep their distribution and lose what was learnt. The caller closes
     * it.
     *
     * @param layers some of {@link #weightedLayers()}
     * @param seed of the shuffling
     * @throws IllegalArgumentException if there is no such layer
     */
    RandomizableModel randomized(Collection<String> layers, long seed);
}
