package xai4j.numeric;

/**
 * How well one class is told from the others.
 *
 * @param label name of the class
 * @param precision share of the pictures taken for it that are of it; 0 when there are none
 * @param recall share of its pictures that were recognised; 0 when it has none
 * @param pictures how many pictures it has
 */
public record ClassMetrics(String label, double precision, double recall, long pictures) {}
