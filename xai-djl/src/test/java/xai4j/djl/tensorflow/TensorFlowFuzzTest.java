package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.fuzz.ChildJvm;

/** {@code -Dxai4j.fuzz.tensorflow=5000} tries more. */
class TensorFlowFuzzTest {
    private static final String COUNT = System.getProperty("xai4j.fuzz.tensorflow", "300");

    @Test
    void damagedFilesAreUnderstoodOrRefusedInAClearLine(@TempDir Path folder) throws IOException, InterruptedException {
        Platform.assumeLinux();
        ChildJvm.Result result = ChildJvm.withHeap(256, 60 + Long.parseLong(COUNT))
                .with("-D" + GraphSession.LOOP_SECONDS + "=2")
                .run(
                        TensorFlowFuzz.class,
                        "20261129",
                        COUNT,
                        folder.toString(),
                        "src/test/resources/tensorflow/two_heads",
                        "src/test/resources/tensorflow/rescaling");
        System.out.println("damaged TensorFlow files: " + result.output().strip());
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("tried " + COUNT, "anything else 0");
    }
}
