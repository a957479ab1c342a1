package xai4j.model.backend;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import xai4j.numeric.CounterRandom;

/**
 * The layers of a network whose weights can be shuffled, and in which order the weights of each are put; the same whatever engine the network
 * runs on.
 *
 * @param names from the layer nearest the scores to the one nearest the image
 */
public record WeightLayers(List<String> names) {
    /** Copies the names. */
    public WeightLayers {
        names = List.copyOf(names);
    }

    /**
     * Checks names that a caller gives.
     *
     * @return them without repetition
     * @throws IllegalArgumentException if one is no layer with weights
     */
    public Set<String> requireKnown(Collection<String> layers) {
        Set<String> wanted = new HashSet<>(layers);
        for (String layer : layers) {
            if (!names.contains(layer)) {
                throw new IllegalArgumentException(
                        "no layer with weights is called \"" + layer + "\"; known: " + names);
            }
        }
        return wanted;
    }

    /** At each place the position of the weight that comes there, for a layer with so many weights. */
    public int[] order(String layer, long seed, int count) {
        return new CounterRandom(seed, names.indexOf(layer)).permutation(count);
    }
}
