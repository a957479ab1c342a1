package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Explainer;
import xai4j.explain.ExplainerDescriptor;
import xai4j.image.Images;
import xai4j.io.Sha256;
import xai4j.json.ExplanationJson;
import xai4j.model.Model;

/** Whatever has a name explains data frames, with the library's bits: each method on the first of some networks that it can explain. */
class EveryMethodTest {
    private static final Path BIRDS = BirdPictures.MODEL.getParent();
    private static final Path NETWORKS = Path.of("../xai-onnx/src/test/resources");
    private static final Path PROTOTYPES = BIRDS.resolve("protopnet/model.onnx");
    private static final List<Path> MODELS =
            List.of(BirdPictures.MODEL, NETWORKS.resolve("goldens/models/tiny_vit.onnx"));

    /** Explains boxes, and there is no detector here. */
    private static final String OF_BOXES = "d-rise";

    /** What makes methods quick enough for a test. */
    private static final Map<String, String> FEWER =
            Map.of("samples", "40", "max-evaluations", "200", "steps", "4", "segmenter", "grid:3x3");

    private static SparkSession spark;
    private static Path pictures;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        spark = LocalSpark.start();
        pictures = BirdPictures.write(folder.resolve("pictures"), 2);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    static Stream<String> methods() {
        return Explainers.methods().stream().map(ExplainerDescriptor::name).filter(name -> !name.equals(OF_BOXES));
    }

    private static Path model(String method) {
        if (method.equals("prototypes")) {
            return PROTOTYPES;
        }
        for (Path file : MODELS) {
            try (Model model = Models.load(file)) {
                Explainers.named(method, model);
                return file;
            } catch (IllegalArgumentException e) {
                continue; // that network has not what it takes
            }
        }
        throw new AssertionError("no network here can be explained by " + method);
    }

    private static List<String> fewer(Explainer<?> explainer) {
        return FEWER.entrySet().stream()
                .filter(option ->
                        explainer.options().known().stream().anyMatch(known -> known.answersTo(option.getKey())))
                .map(option -> option.getKey() + "=" + option.getValue())
                .toList();
    }

    @Test
    void whatANetworkHasNotIsRefusedOnTheDriver() {
        Dataset<Row> table = spark.read().format("binaryFile").load(pictures.toString());
        ImageExplainer boxes =
                new ImageExplainer().setModel(BirdPictures.MODEL.toString()).setMethod(OF_BOXES);
        assertThatThrownBy(() -> boxes.transform(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(OF_BOXES);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void givesTheBitsOfTheLibrary(String method) throws IOException {
        Path file = model(method);
        Dataset<Row> table = spark.read().format("binaryFile").load(pictures.toString());
        try (Model model = Models.load(file)) {
            Question asked = new Question(method, "", fewer(Explainers.named(method, model)), 11);
            List<Row> rows = new ImageExplainer()
                    .setModel(file.toString())
                    .setMethod(method)
                    .setOptions(asked.options().toArray(String[]::new))
                    .setSeed(11)
                    .setKeep("json")
                    .transform(table.repartition(2))
                    .select("path", "explanation.json", "error")
                    .collectAsList();
            assertThat(rows).hasSize(2);
            for (Row row : rows) {
                assertThat(row.getString(2)).isNull();
                String path = row.getString(0);
                Path picture = pictures.resolve(path.substring(path.lastIndexOf('/') + 1));
                assertThat(ExplanationJson.read(row.getString(1)))
                        .isEqualTo(alone(asked, model, picture).explain(Images.read(picture)));
            }
        }
    }

    /** The library's explainer of one picture, put together by hand. */
    private static Explainer<?> alone(Question asked, Model model, Path picture) throws IOException {
        Explainer<?> explainer = Explainers.named(asked.method(), model);
        for (String option : asked.options()) {
            explainer =
                    explainer.set(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        boolean draws = explainer.options().known().stream().anyMatch(known -> known.answersTo("seed"));
        return draws
                ? explainer.set("seed", "" + PictureSeeds.of(asked.seed(), Sha256.of(Files.readAllBytes(picture))))
                : explainer;
    }
}
