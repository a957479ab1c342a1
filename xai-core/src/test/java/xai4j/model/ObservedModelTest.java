package xai4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.ImageInput;
import xai4j.image.PreparedImage;
import xai4j.model.ModelCall.Kind;

class ObservedModelTest {
    private static final PreparedImage IMAGE = SmallNet.image(ImageInput.nchw(3, 6, 4), 3);

    private final List<ModelCall> calls = Collections.synchronizedList(new ArrayList<>());

    @Test
    void everyImageOfAPerturbationIsCounted() {
        Model observed = new ObservedModel(SmallNet.planar(1), calls::add);
        Explainers.lime(observed).samples(100).set("segmenter", "grid:2x2").explain(IMAGE);
        // four regions have sixteen coalitions, and each is asked once
        assertThat(calls).allMatch(call -> call.kind() == Kind.PREDICTION && call.answered());
        assertThat(calls.stream().mapToInt(ModelCall::images).sum()).isEqualTo(16);
    }

    @Test
    void gradientsAreSeenAtTheLevelThatGivesThem() {
        DifferentiableModel observed = new ObservedModel(SmallNet.planar(1), calls::add)
                .as(DifferentiableModel.class)
                .orElseThrow();
        Explainers.integratedGradients(observed).steps(8).explain(IMAGE);
        int images = calls.stream()
                .filter(call -> call.kind() == Kind.GRADIENTS)
                .mapToInt(ModelCall::images)
                .sum();
        assertThat(images).isGreaterThanOrEqualTo(8);
    }

    @Test
    void aFailureIsACallToo() {
        Model broken = Models.of(ModelSpec.of("broken", ImageInput.nchw(3, 6, 4)), batch -> {
            throw new IllegalStateException("the service is down");
        });
        Model observed = new ObservedModel(broken, calls::add);
        assertThatThrownBy(() -> Explainers.lime(observed).explain(IMAGE)).hasMessageContaining("the service is down");
        assertThat(calls).hasSize(1).allMatch(call -> !call.answered());
    }
}
