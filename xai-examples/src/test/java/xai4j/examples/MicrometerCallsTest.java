package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.examples.birds.BirdSample;
import xai4j.image.Images;
import xai4j.model.Model;
import xai4j.model.ObservedModel;

class MicrometerCallsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyPictureThatAModelSawIsCounted() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Model model =
                new ObservedModel(Models.load(BirdSample.CNN.copyTo(folder)), new MicrometerCalls(registry, "birds"))) {
            Explainers.lime(model).samples(30).explain(Images.read(BirdSample.FENNET.copyTo(folder)));
        }
        assertThat(registry.get("xai4j.model.calls")
                        .tags("model", "birds", "kind", "prediction", "answered", "true")
                        .timer()
                        .count())
                .isPositive();
        assertThat(registry.get("xai4j.model.batch").summary().totalAmount()).isBetween(30.0, 31.0);
    }
}
