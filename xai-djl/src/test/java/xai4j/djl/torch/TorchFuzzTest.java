package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.djl.Platform;
import xai4j.fuzz.ChildJvm;

/** {@code -Dxai4j.fuzz.torch=5000} tries more. */
class TorchFuzzTest {
    private static final String COUNT = System.getProperty("xai4j.fuzz.torch", "300");

    @Test
    void damagedFilesAreUnderstoodOrRefusedInAClearLine(@TempDir Path folder) throws IOException, InterruptedException {
        Platform.assumeLinux();
        ChildJvm.Result result = ChildJvm.withHeap(256, 60 + Long.parseLong(COUNT))
                .with("-D" + LoopLimit.PROPERTY + "=2")
                .run(
                        TorchFuzz.class,
                        "20261129",
                        COUNT,
                        folder.toString(),
                        Golden.path("models/cnn_gap.script.pt").toString(),
                        Golden.path("models/cnn_res_silu.trace.pt").toString(),
                        Golden.path("outputs/dict.pt").toString());
        System.out.println("damaged TorchScript files: " + result.output().strip());
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("tried " + COUNT, "anything else 0");
    }
}
