package xai4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code -Dxai4j.fuzz=5000} tries more. */
class PictureFuzzTest {
    private static final String COUNT = System.getProperty("xai4j.fuzz", "1500");

    @Test
    void damagedPicturesAreReadOrRefusedInAClearLine() throws IOException, InterruptedException {
        ChildJvm.Result result = ChildJvm.withHeap(256, 600)
                .run(PictureFuzz.class, "20261129", COUNT, "src/test/resources/pillow", "src/test/resources/pictures");
        System.out.println("damaged pictures: " + result.output().strip());
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("tried " + COUNT, "anything else 0");
    }
}
