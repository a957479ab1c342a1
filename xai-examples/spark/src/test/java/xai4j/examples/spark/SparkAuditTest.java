package xai4j.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkAuditTest {
    static final Path BIRDS = Path.of("../src/main/resources/xai4j/examples/birds");

    @Test
    void sumsUpByClassAndNamesWhatCannotBeExplained(@TempDir Path folder) throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.copy(BIRDS.resolve("fennet.png"), folder.resolve("bird-" + i + ".png"));
        }
        Files.writeString(folder.resolve("notes.png"), "no picture");
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate()) {
            List<String> lines = SparkAudit.lines(
                    spark, folder.toString(), BIRDS.resolve("bird-cnn.onnx").toString());
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0))
                    .matches(
                            "crested fennet: 3 pictures, mean score \\d+\\.\\d\\d, \\d+ % of the evidence on the border");
            assertThat(lines.get(1))
                    .isEqualTo(
                            "  kind 0, 100 % of the answers looked at: whether they hang on the background was not asked");
            assertThat(lines.get(2))
                    .startsWith("1 without an explanation; the first, file:")
                    .contains("notes.png: image of 10 bytes is no image");
        }
    }
}
