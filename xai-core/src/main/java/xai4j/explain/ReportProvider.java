package xai4j.explain;

/** Makes reports; found through {@link java.util.ServiceLoader}, since reports know everything that explanations must not know. */
@FunctionalInterface
public interface ReportProvider {
    /** A report of an explanation. */
    Report of(Explanation explanation);
}
