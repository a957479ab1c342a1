package xai4j.examples.evaluate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import xai4j.examples.birds.BirdPicture;
import xai4j.examples.birds.Habitat;
import xai4j.examples.birds.Part;
import xai4j.examples.birds.PartMask;
import xai4j.examples.birds.Species;
import xai4j.image.PreparedImage;

/** The truth about one picture, measured on the model when asked for and kept. Safe for several threads. */
final class MeasuredTruth implements BirdTruth {
    private final BirdModel model;
    private final BirdPicture picture;
    private final int species;
    private final PreparedImage image;
    private final PartMask mask;
    private final double[] whole;
    private final Map<Set<Part>, double[]> without = new ConcurrentHashMap<>();
    private final Map<Part, double[]> exchanged = new ConcurrentHashMap<>();
    private final List<double[]> elsewhere;

    /**
     * Asks the model for a picture as it is and before every other background.
     *
     * @param species of the bird; −1 for a bird mixed of several
     */
    MeasuredTruth(BirdModel model, BirdPicture picture, int species) {
        this.model = model;
        this.picture = picture;
        this.species = species;
        this.image = model.prepared(picture);
        this.mask = picture.mask();
        this.whole = model.scores(picture);
        this.elsewhere = Arrays.stream(Habitat.values())
                .filter(habitat -> habitat != picture.habitat())
                .map(habitat -> model.scores(picture.in(habitat)))
                .toList();
    }

    PreparedImage image() {
        return image;
    }

    PartMask mask() {
        return mask;
    }

    @Override
    public int predicted() {
        return BirdModel.highest(whole);
    }

    @Override
    public boolean recognised() {
        return predicted() == species;
    }

    @Override
    public double score(int of) {
        return whole[of];
    }

    @Override
    public double drop(Part part, int of) {
        return drop(EnumSet.of(part), of);
    }

    /** How far the score of a species falls when several parts are left out. */
    double drop(Set<Part> parts, int of) {
        return whole[of] - without(parts)[of];
    }

    @Override
    public boolean survives(Set<Part> missing) {
        return BirdModel.highest(without(missing)) == predicted();
    }

    private double[] without(Set<Part> parts) {
        return without.computeIfAbsent(
                Set.copyOf(parts), some -> model.scores(picture.without(some.toArray(new Part[0]))));
    }

    @Override
    public double exchangeDrop(Part part, int of) {
        return whole[of] - exchanged.computeIfAbsent(part, this::meanOfExchanges)[of];
    }

    /** The mean scores over all other looks of a part, each counted once. */
    private double[] meanOfExchanges(Part part) {
        List<Species> looks = Species.ALL.stream()
                .map(donor -> picture.species().with(part, donor))
                .filter(look -> !look.equals(picture.species()))
                .distinct()
                .toList();
        double[] mean = new double[whole.length];
        for (Species look : looks) {
            double[] scores = model.scores(picture.with(part, look));
            for (int i = 0; i < mean.length; i++) {
                mean[i] += scores[i] / looks.size();
            }
        }
        return mean;
    }

    @Override
    public List<Double> backgroundDrops(int of) {
        return elsewhere.stream().map(scores -> whole[of] - scores[of]).toList();
    }
}
