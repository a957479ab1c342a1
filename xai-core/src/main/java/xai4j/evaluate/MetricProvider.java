package xai4j.evaluate;

import java.util.List;

/** A family of metrics; named in {@code META-INF/services/xai4j.evaluate.MetricProvider}. */
public interface MetricProvider {
    /** The metrics, at their defaults. */
    List<Metric> metrics();
}
