package xai4j.examples.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import xai4j.examples.birds.BirdPicture;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.Species;

/**
 * A bird with some parts of one species and some of another. An explanation of the first species should point at the first
 * parts, one of the second at the others. FunnyBirds takes ordinary birds that share parts with two other species; here too few
 * species share parts.
 *
 * @param truth about the picture
 * @param first a species
 * @param second another
 * @param ofFirst parts by which the two differ and that are the first's
 * @param ofSecond parts by which the two differ and that are the second's
 */
record MixedBird(MeasuredTruth truth, int first, int second, Set<Part> ofFirst, Set<Part> ofSecond) {
    /**
     * Gives a bird half of the parts of another species, of those by which the two differ; which, depends on the seed.
     *
     * @param species of the bird
     */
    static MixedBird of(BirdModel model, BirdPicture bird, int species, long seed) {
        Random random = new Random(seed);
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < Species.ALL.size(); i++) {
            if (Species.ALL.get(species).differencesFrom(Species.ALL.get(i)).size() > 1) {
                others.add(i);
            }
        }
        int second = others.get(random.nextInt(others.size()));
        Species donor = Species.ALL.get(second);
        List<Part> parts = new ArrayList<>(Species.ALL.get(species).differencesFrom(donor));
        Collections.shuffle(parts, random);
        Set<Part> kept = EnumSet.copyOf(parts.subList(0, (parts.size() + 1) / 2));
        Set<Part> given = EnumSet.copyOf(parts.subList(kept.size(), parts.size()));
        BirdPicture mixed = bird;
        for (Part part : given) {
            mixed = mixed.with(part, donor);
        }
        return new MixedBird(new MeasuredTruth(model, mixed, -1), species, second, kept, given);
    }

    /** Whether the model sees it so, too: each species loses more by its own parts than by the other's. */
    boolean holds() {
        return truth.drop(ofFirst, first) > truth.drop(ofSecond, first)
                && truth.drop(ofSecond, second) > truth.drop(ofFirst, second);
    }
}
