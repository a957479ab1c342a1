package xai4j.evaluate.robustness;

import java.util.List;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricProvider;

/** Whether explanations stay what they are. */
public final class RobustnessMetrics implements MetricProvider {
    @Override
    public List<Metric> metrics() {
        return List.of(new Sensitivity(true), new Sensitivity(false), new SeedStability());
    }
}
