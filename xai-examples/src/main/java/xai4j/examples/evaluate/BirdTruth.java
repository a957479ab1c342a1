package xai4j.examples.evaluate;

import java.util.List;
import java.util.Set;
import xai4j.examples.birds.Part;

/** What a model truly makes of a picture, found out by changing it. Species are counted as in {@code Species.ALL}. */
interface BirdTruth {
    /** The species that the model names. */
    int predicted();

    /** Whether that is the species of the bird. */
    boolean recognised();

    /** The score of a species, a logit if the model's scores allow it. */
    double score(int species);

    /** How far the score of a species falls when a part is left out. */
    double drop(Part part, int species);

    /** How far the score of a species falls, on average, when a part is exchanged for another species'. */
    double exchangeDrop(Part part, int species);

    /** How far the score of a species falls before each of the other backgrounds. */
    List<Double> backgroundDrops(int species);

    /** Whether the model still names the same species when parts are left out. */
    boolean survives(Set<Part> missing);
}
