package xai4j.evaluate.data;

/**
 * A mean over pictures.
 *
 * @param mean the mean; NaN if there are none
 * @param low lower end of its 95 % interval; NaN for fewer than two pictures
 * @param high upper end
 */
public record Interval(double mean, double low, double high) {}
