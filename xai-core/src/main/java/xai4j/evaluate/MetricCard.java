package xai4j.evaluate;

import java.util.Set;

/**
 * What a metric's number means.
 *
 * @param name as on the command line: lower case with hyphens
 * @param meaning one line for people, with its source
 * @param min smallest value that it can have, possibly negative infinity
 * @param max largest value that it can have, possibly infinity
 * @param better which way is better
 * @param appliesTo which explanations it can judge, in words
 * @param paper where the definition stands; empty where it is the library's own
 * @param blindTo what a good number does not say, in words; may be empty
 * @param needs what must be there beside explanation and model
 */
public record MetricCard(
        String name,
        String meaning,
        double min,
        double max,
        Better better,
        String appliesTo,
        String paper,
        String blindTo,
        Set<Need> needs) {
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

    /** What must be there beside explanation and model. */
    public enum Need {
        /** Where the object is: a mask or boxes. */
        TRUTH,
        /** The explainer, to explain again. */
        EXPLAINER,
        /** Values by regions. */
        REGIONS
    }

    /** Checks name and range. */
    public MetricCard {
        needs = Set.copyOf(needs);
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name of a metric: lower case letters, digits and hyphens are");
        }
        if (!(min <= max)) {
            throw new IllegalArgumentException("metric " + name + " has no range " + min + "…" + max);
        }
    }

    /** A card without a paper and without needs. */
    public MetricCard(String name, String meaning, double min, double max, Better better, String appliesTo) {
        this(name, meaning, min, max, better, appliesTo, "", "", Set.of());
    }

    /** This card with the paper that defines the metric. */
    public MetricCard from(String source) {
        return new MetricCard(name, meaning, min, max, better, appliesTo, source, blindTo, needs);
    }

    /** This card with what a good number does not say. */
    public MetricCard blindTo(String what) {
        return new MetricCard(name, meaning, min, max, better, appliesTo, paper, what, needs);
    }

    /** This card with what must be there. */
    public MetricCard needing(Need... what) {
        return new MetricCard(name, meaning, min, max, better, appliesTo, paper, blindTo, Set.of(what));
    }
}
