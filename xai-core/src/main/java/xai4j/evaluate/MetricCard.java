package xai4j.evaluate;

/**
 * What a metric's number means.
 *
 * @param name as on the command line: lower case with hyphens
 * @param meaning one line for people, with its source
 * @param min smallest value that it can have, possibly negative infinity
 * @param max largest value that it can have, possibly infinity
 * @param better which way is better
 * @param appliesTo which explanations it can judge, in words
 */
public record MetricCard(String name, String meaning, double min, double max, Better better, String appliesTo) {
    /** Which way is better. */
    public enum Better {
        /** The higher the better. */
        HIGHER,
        /** The lower the better. */
        LOWER,
        /** The nearer to zero the better. */
        ZERO,
        /** It describes and does not judge. */
        NEITHER
    }

    /** Checks name and range. */
    public MetricCard {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name of a metric: lower case letters, digits and hyphens are");
        }
        if (!(min <= max)) {
            throw new IllegalArgumentException("metric " + name + " has no range " + min + "…" + max);
        }
    }
}
