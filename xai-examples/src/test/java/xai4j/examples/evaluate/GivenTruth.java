package xai4j.examples.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Set;
import xai4j.examples.birds.Part;

/**
 * A truth made by hand: a model whose score is the sum of what its parts are worth, and that names another species as soon as
 * one of some parts is missing.
 */
record GivenTruth(int predicted, Map<Part, Double> value, double background, Set<Part> needed) implements BirdTruth {
    static final double SCORE = 10;

    @Override
    public boolean recognised() {
        return true;
    }

    @Override
    public double score(int species) {
        return SCORE;
    }

    @Override
    public double drop(Part part, int species) {
        return value.getOrDefault(part, 0.0);
    }

    @Override
    public double exchangeDrop(Part part, int species) {
        return 2 * drop(part, species);
    }

    @Override
    public List<Double> backgroundDrops(int species) {
        return List.of(background, background / 2, 0.0, 0.0);
    }

    @Override
    public boolean survives(Set<Part> missing) {
        return missing.stream().noneMatch(needed::contains);
    }
}
