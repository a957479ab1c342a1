package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import xai4j.fuzz.ChildJvm;

/** {@code -Dxai4j.fuzz=5000} tries more. */
class OnnxFuzzTest {
    private static final String COUNT = System.getProperty("xai4j.fuzz", "400");

    @Test
    void damagedFilesAreUnderstoodOrRefusedInAClearLine() throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.withHeap(256, 600)
                .with("-D" + RunWatch.PROPERTY + "=2")
                .run(OnnxFuzz.class, "20261129", COUNT, "src/test/resources/cases", "src/test/resources/unusual");
        System.out.println("damaged ONNX files: " + result.output().strip());
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("tried " + COUNT, "anything else 0");
    }
}
