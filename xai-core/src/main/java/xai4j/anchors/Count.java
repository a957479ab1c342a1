package xai4j.anchors;

/** A count of trials and of those in which the prediction held. */
record Count(long successes, long trials) {
    static final Count NONE = new Count(0, 0);

    /** The share of successes; one half without trials. */
    double mean() {
        return trials == 0 ? 0.5 : (double) successes / trials;
    }

    Count plus(Count other) {
        return new Count(successes + other.successes, trials + other.trials);
    }

    /** Lower bound of the probability of success, valid however long was sampled. */
    double lower(double delta) {
        return trials == 0 ? 0 : ConfidenceSequence.lower(successes, trials, delta);
    }

    /** Upper bound of the probability of success. */
    double upper(double delta) {
        return trials == 0 ? 1 : ConfidenceSequence.upper(successes, trials, delta);
    }

    /** Half the width of a rough interval of one standard deviation, never nothing (Agresti and Coull's two pseudo-trials each way). */
    double deviation() {
        double smoothed = (successes + 2.0) / (trials + 4.0);
        return Math.sqrt(smoothed * (1 - smoothed) / (trials + 4.0));
    }
}
