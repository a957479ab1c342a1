package xai4j.explain;

/** Hears how far long work has come. Called from the working thread; must return quickly. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress SILENT = (done, total) -> {};

    /**
     * Reports.
     *
     * @param done units finished so far, usually model evaluations
     * @param total units in all, as far as known now
     */
    void report(long done, long total);
}
