package xai4j.evaluate.sanity;

import java.util.List;
import xai4j.evaluate.Metric;
import xai4j.evaluate.MetricProvider;

/** Whether explanations depend on the model and on the class. */
public final class SanityMetrics implements MetricProvider {
    @Override
    public List<Metric> metrics() {
        return List.of(
                new ParameterRandomization(ParameterRandomization.Kind.CASCADING),
                new ParameterRandomization(ParameterRandomization.Kind.SMOOTH),
                new ParameterRandomization(ParameterRandomization.Kind.EFFICIENT),
                new RandomLogit());
    }
}
