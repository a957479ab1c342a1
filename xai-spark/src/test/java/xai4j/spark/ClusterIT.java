package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.image.Images;
import xai4j.io.Sha256;
import xai4j.json.ExplanationJson;
import xai4j.model.Model;

/** An executor of a real cluster is killed in the middle of a job. */
class ClusterIT {
    private static final int PICTURES = 24;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void anExecutorThatDiesCostsNoPictureAndNoBit() throws IOException, InterruptedException {
        Path pictures = BirdPictures.write(folder.resolve("pictures"), PICTURES);
        Path result = folder.resolve("result.tsv");
        try (LocalCluster cluster = new LocalCluster(folder, "512m")) {
            Process driver = cluster.driver(
                    "xai4j.spark.ClusterJob",
                    pictures.toString(),
                    BirdPictures.MODEL.toAbsolutePath().toString(),
                    result.toString());
            assertThat(driver.waitFor(6, TimeUnit.MINUTES))
                    .as(() -> cluster.log("driver"))
                    .isTrue();
            String log = cluster.log("driver");
            assertThat(driver.exitValue()).as(log).isZero();
            assertThat(log).contains("an executor was killed");
            List<String> memory =
                    log.lines().filter(line -> line.startsWith("executor ")).toList();
            memory.forEach(System.out::println);
            assertThat(memory).isNotEmpty().allMatch(line -> line.contains("heap in use"));
        }

        Map<String, String> found = new HashMap<>();
        for (String line : Files.readAllLines(result)) {
            String[] fields = line.split("\t", -1);
            assertThat(fields[2]).isEqualTo("null");
            assertThat(found.put(fields[0].substring(fields[0].lastIndexOf('/') + 1), fields[1]))
                    .isNull();
        }
        assertThat(found).hasSize(PICTURES);
        try (Model model = Models.load(BirdPictures.MODEL)) {
            for (String name : List.of("bird-0.png", "bird-17.png", "bird-23.png")) {
                Path file = pictures.resolve(name);
                long seed = PictureSeeds.of(11, Sha256.of(Files.readAllBytes(file)));
                assertThat(ExplanationJson.read(found.get(name)))
                        .isEqualTo(
                                Explainers.lime(model).samples(100).seed(seed).explain(Images.read(file)));
            }
        }
    }
}
