package xai4j.examples;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import xai4j.model.ModelCall;

/**
 * The calls of a model as meters: a timer {@code xai4j.model.calls} (tags {@code model}, {@code kind}, {@code answered}) and a summary of batch sizes
 * {@code xai4j.model.batch}. Used as {@code new ObservedModel(model, new MicrometerCalls(registry, "fruits"))}.
 */
public final class MicrometerCalls implements ModelCall.Listener {
    private final MeterRegistry registry;
    private final String model;

    /**
     * Meters in a registry.
     *
     * @param registry where they are registered
     * @param model the value of the tag {@code model}
     */
    public MicrometerCalls(MeterRegistry registry, String model) {
        this.registry = registry;
        this.model = model;
    }

    @Override
    public void called(ModelCall call) {
        Tags tags = Tags.of("model", model, "kind", call.kind().name().toLowerCase(Locale.ROOT));
        registry.timer("xai4j.model.calls", tags.and("answered", Boolean.toString(call.answered())))
                .record(call.time());
        DistributionSummary.builder("xai4j.model.batch")
                .tags(tags)
                .baseUnit("images")
                .register(registry)
                .record(call.images());
    }
}
