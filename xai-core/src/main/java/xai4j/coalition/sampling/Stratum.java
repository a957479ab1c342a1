package xai4j.coalition.sampling;

/**
 * The pairs of a coalition of one size and its complement.
 *
 * @param size players in the smaller of the two
 * @param population number of such pairs, {@code C(M, s)}, or half of it when both are of the same size
 * @param quota pairs to draw on average
 * @param count pairs to draw
 */
public record Stratum(int size, double population, double quota, int count) {}
