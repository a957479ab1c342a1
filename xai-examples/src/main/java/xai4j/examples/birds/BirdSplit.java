package xai4j.examples.birds;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What pictures of a data set are for. No picture of one split is among those of another, whatever the seeds. */
public enum BirdSplit {
    /** To train on; the only ones that a biased world biases. */
    TRAIN,
    /** To choose settings by. */
    VAL,
    /** To judge by. */
    TEST;

    /** Name of its folder. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Pictures of this split.
     *
     * @param side in pixels
     */
    public BirdWorld world(long seed, int count, int side, boolean biased) {
        return switch (this) {
            case TRAIN ->
                biased
                        ? BirdWorld.training(seed, count).side(side).biased()
                        : BirdWorld.training(seed, count).side(side);
            case VAL -> BirdWorld.validation(seed, count).side(side);
            case TEST -> BirdWorld.test(seed, count).side(side);
        };
    }

    /**
     * Divides a number of pictures by shares, which need not add up to one; rounded so that none is lost.
     *
     * @throws IllegalArgumentException if a share is not positive, or a split would not have one picture of every species
     */
    public static Map<BirdSplit, Integer> divided(int count, Map<BirdSplit, Double> shares) {
        shares.forEach((split, share) -> {
            if (!(share > 0 && share < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the share of " + split.word() + " must be positive, not " + share);
            }
        });
        double sum = shares.values().stream().mapToDouble(share -> share).sum();
        Map<BirdSplit, Integer> counts = new EnumMap<>(BirdSplit.class);
        shares.forEach((split, share) -> counts.put(split, (int) Math.floor(count * share / sum)));
        int rest = count - counts.values().stream().mapToInt(n -> n).sum();
        // stable: of equal remainders the first split's counts more
        List<BirdSplit> byRemainder = counts.keySet().stream()
                .sorted(Comparator.comparingDouble(split -> -remainder(count, shares, split, sum)))
                .toList();
        byRemainder.stream().limit(rest).forEach(split -> counts.merge(split, 1, Integer::sum));
        counts.forEach((split, n) -> {
            if (n < Species.ALL.size()) {
                throw new IllegalArgumentException(split.word() + " would get " + n + " of " + count + " pictures; "
                        + Species.ALL.size() + " are needed, one of each species");
            }
        });
        return counts;
    }

    private static double remainder(int count, Map<BirdSplit, Double> shares, BirdSplit split, double whole) {
        double exact = count * Objects.requireNonNull(shares.get(split)) / whole;
        return exact - Math.floor(exact);
    }
}
