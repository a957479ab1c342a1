package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import xai4j.model.ModelException;

class ModelSessionsTest {
    private static final ModelSettings PLAIN = new ModelSettings(List.of(), "", "", "", "cpu");

    private final ModelPackage birds = ModelPackage.read(BirdPictures.MODEL);

    @Test
    void isClosedWhenNobodyHasUsedItForAWhileAndNotBefore() throws InterruptedException {
        ModelSessions sessions = new ModelSessions(Duration.ofMillis(50));
        ModelSessions.Lease first = sessions.lease(birds.sha256(), PLAIN, () -> birds);
        ModelSessions.Lease second = sessions.lease(birds.sha256(), PLAIN, () -> {
            throw new AssertionError("it is open already");
        });
        assertThat(second.model()).isSameAs(first.model());
        first.close();
        first.close();
        Thread.sleep(200);
        assertThat(sessions.open()).isEqualTo(1);
        second.close();
        for (int i = 0; i < 200 && sessions.open() > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(sessions.open()).isZero();
    }

    @Test
    void anotherWayOfOpeningIsAnotherModel() {
        ModelSessions sessions = new ModelSessions(Duration.ZERO);
        ModelSettings caffe = new ModelSettings(List.of(), "caffe", "", "", "cpu");
        try (ModelSessions.Lease plain = sessions.lease(birds.sha256(), PLAIN, () -> birds);
                ModelSessions.Lease other = sessions.lease(birds.sha256(), caffe, () -> birds)) {
            assertThat(other.model()).isNotSameAs(plain.model());
            assertThat(sessions.opened()).isEqualTo(2);
        }
    }

    @Test
    void aTaskWithAGpuOpensTheModelThere() {
        ModelSettings there = PLAIN.onDeviceOf(Map.of("gpu", new ResourceInformation("gpu", new String[] {"3", "5"})));
        assertThat(there.options().device()).isEqualTo("gpu:3");
        assertThat(PLAIN.onDeviceOf(Map.of()).options().device()).isEqualTo("cpu");
        // this build's engine has no GPU: it is asked for the one with that address, and says so
        assertThatThrownBy(() -> new ModelSessions(Duration.ZERO).lease(birds.sha256(), there, () -> birds))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("gpu:3");
    }

    @Test
    void whatCannotBeOpenedLeavesNothingBehind() {
        ModelSessions sessions = new ModelSessions(Duration.ZERO);
        ModelPackage broken = ModelPackage.of(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> sessions.lease(broken.sha256(), PLAIN, () -> broken))
                .isInstanceOf(ModelException.class);
        assertThat(sessions.open()).isZero();
        assertThatThrownBy(() -> ModelPackage.read(Path.of("nowhere"))).hasMessage("there is no model at nowhere");
    }
}
