package xai4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dxai4j.fuzz=5000} tries more. */
class JsonFuzzTest {
    private static final String COUNT = System.getProperty("xai4j.fuzz", "3000");

    @Test
    void damagedJsonIsReadOrRefusedInAClearLine(@TempDir Path folder) throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.withHeap(256, 600).run(JsonFuzz.class, "20261129", COUNT, folder.toString());
        System.out.println("damaged JSON: " + result.output().strip());
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("tried " + COUNT, "anything else 0");
    }
}
