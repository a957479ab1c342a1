package xai4j.explain;

/**
 * Whether a method can explain a model.
 *
 * @param level how well
 * @param reason why not, why only approximately, or on which condition; empty when exact
 */
public record Applicability(Level level, String reason) {
    /** How well a method applies. */
    public enum Level {
        /** As its paper defines it. */
        EXACT,
        /** With an assumption that does not quite hold here. */
        APPROXIMATE,
        /** Once an option says what the model does not say itself. */
        CONDITIONAL,
        /** Not at all. */
        IMPOSSIBLE
    }

    /** Applies as defined. */
    public static final Applicability EXACT = new Applicability(Level.EXACT, "");

    /** Applies with a reservation. */
    public static Applicability approximate(String reason) {
        return new Applicability(Level.APPROXIMATE, reason);
    }

    /** Applies when an option tells what is missing. */
    public static Applicability conditional(String reason) {
        return new Applicability(Level.CONDITIONAL, reason);
    }

    /** The same, with the word that it was not tried. */
    public Applicability untried() {
        return new Applicability(level, (reason.isEmpty() ? "" : reason + "; ") + "not tried, for want of time");
    }

    /** Does not apply. */
    public static Applicability impossible(String reason) {
        return new Applicability(Level.IMPOSSIBLE, reason);
    }
}
