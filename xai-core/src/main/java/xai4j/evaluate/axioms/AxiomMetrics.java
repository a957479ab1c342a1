package xai4j.evaluate.axioms;

import java.util.List;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricProvider;

/** Whether explanations keep what their own theory promises. */
public final class AxiomMetrics implements MetricProvider {
    @Override
    public List<Metric> metrics() {
        return List.of(new Completeness(), new Efficiency(), new Symmetry());
    }
}
