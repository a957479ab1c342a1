package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Metrics;
import xai4j.explain.Explainer;
import xai4j.explain.Explanation;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.io.Sha256;
import xai4j.json.ExplanationJson;
import xai4j.model.Model;
import xai4j.tensor.Tensor;

class ImageExplainerTest {
    /** What makes methods quick enough for a test. */
    private static final Map<String, String[]> FEWER = Map.of(
            "lime", new String[] {"samples=60"},
            "kernel-shap", new String[] {"samples=60"},
            "rise", new String[] {"samples=60"},
            "anchors", new String[] {"max-evaluations=300"},
            "integrated-gradients", new String[] {"steps=8"});

    private static SparkSession spark;
    private static Path pictures;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        spark = LocalSpark.start("spark.sql.files.openCostInBytes", "0");
        pictures = BirdPictures.write(folder.resolve("pictures"), 3);
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> table() {
        return spark.read().format("binaryFile").load(pictures.toString());
    }

    private static ImageExplainer explainer(String method) {
        return new ImageExplainer()
                .setModel(BirdPictures.MODEL.toString())
                .setMethod(method)
                .setSeed(11)
                .setKeep("json", "values", "regions")
                .setOptions(FEWER.getOrDefault(method, new String[0]));
    }

    private static Map<String, Row> byPath(Dataset<Row> rows) {
        Map<String, Row> byPath = new HashMap<>();
        for (Row row : rows.collectAsList()) {
            String path = row.getAs("path");
            byPath.put(path.substring(path.lastIndexOf('/') + 1), row);
        }
        return byPath;
    }

    private static Explanation alone(Path file, String method) throws IOException {
        try (Model model = Models.load(BirdPictures.MODEL)) {
            Explainer<?> explainer = Explainers.named(method, model);
            if (explainer.options().known().stream().anyMatch(option -> option.answersTo("seed"))) {
                long seed = PictureSeeds.of(11, Sha256.of(Files.readAllBytes(file)));
                explainer = explainer.set("seed", Long.toString(seed));
            }
            for (String option : FEWER.getOrDefault(method, new String[0])) {
                explainer = explainer.set(
                        option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
            }
            return explainer.explain(Images.read(file));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"grad-cam", "lime", "kernel-shap", "integrated-gradients", "rise", "anchors", "smooth-grad"})
    void everyPartitioningGivesTheBitsOfTheLibrary(String method) throws IOException {
        Dataset<Row> table = table();
        Map<String, Row> one = byPath(explainer(method).transform(table.coalesce(1)));
        Map<String, Row> five = byPath(explainer(method).transform(table.repartition(3)));
        assertThat(one).hasSize(3);
        for (String name : one.keySet()) {
            Explanation here = json(one.get(name));
            assertThat(json(five.get(name))).isEqualTo(here);
            assertThat(here).isEqualTo(alone(pictures.resolve(name), method));
        }
    }

    private static Explanation json(Row row) {
        assertThat(row.<String>getAs("error")).isNull();
        return ExplanationJson.read(row.<Row>getAs("explanation").<String>getAs("json"));
    }

    @Test
    void theStructHoldsWhatTheExplanationHolds() throws IOException {
        Row row = explainer("lime")
                .setTarget("top:2")
                .transform(table())
                .select("explanation.*")
                .first();
        List<Row> targets = row.getList(row.fieldIndex("targets"));
        List<Row> regions = row.getList(row.fieldIndex("regions"));
        assertThat(targets).hasSize(2);
        assertThat(targets.get(0).<Double>getAs("score"))
                .isGreaterThan(targets.get(1).<Double>getAs("score"));
        List<Float> values = targets.get(1).getList(targets.get(1).fieldIndex("values"));
        assertThat(values).hasSameSizeAs(regions);
        List<Float> ofRegion = regions.get(3).getList(regions.get(3).fieldIndex("values"));
        assertThat(ofRegion.get(1)).isEqualTo(values.get(3));
        int area = regions.stream()
                .mapToInt(region -> region.<Integer>getAs("area"))
                .sum();
        assertThat(area).isEqualTo(96 * 96);
        assertThat(row.<String>getAs("provenance")).contains("\"method\":\"lime\"");
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(row.<String>getAs("provenance")))
                .isEqualTo(json.readTree(row.<String>getAs("json")).get("provenance"));
    }

    @Test
    void badPicturesGoToTheColumnOfErrorsAndNeverFailTheJob(@TempDir Path folder) throws IOException {
        Path mixed = BirdPictures.write(folder.resolve("mixed"), 2);
        Files.writeString(mixed.resolve("text.png"), "no picture");
        Files.writeString(mixed.resolve("empty.png"), "emptied below");
        Dataset<Row> table = spark.read().format("binaryFile").load(mixed.toString());
        Dataset<Row> withNull = table.withColumn(
                "content",
                functions
                        .when(
                                functions.col("path").endsWith("bird-0.png"),
                                functions.lit(null).cast("binary"))
                        .when(functions.col("path").endsWith("empty.png"), functions.lit(new byte[0]))
                        .otherwise(functions.col("content")));
        Map<String, Row> rows =
                byPath(explainer("grad-cam").setMaxPixels(10_000_000).transform(withNull));
        assertThat(rows.get("text.png").<String>getAs("error")).contains("is no image");
        assertThat(rows.get("empty.png").<String>getAs("error")).contains("is empty");
        assertThat(rows.get("bird-0.png").<String>getAs("error"))
                .contains("column \"content\"")
                .contains("is null");
        assertThat(rows.get("bird-1.png").<String>getAs("error")).isNull();
        assertThat(rows.get("bird-1.png").<Row>getAs("explanation")).isNotNull();

        Map<String, Row> small = byPath(explainer("grad-cam").setMaxPixels(100).transform(table));
        assertThat(small.get("bird-1.png").<String>getAs("error"))
                .contains("pixels")
                .contains("100");
        assertThatThrownBy(() -> explainer("grad-cam")
                        .setFailOnError(true)
                        .transform(table)
                        .collectAsList())
                .hasMessageContaining("column \"content\" in row");
    }

    @Test
    void whatCannotBeDoneIsRefusedOnTheDriverInOneLine() {
        Dataset<Row> table = table();
        assertThatThrownBy(() -> explainer("grad-camm").transform(table)).hasMessageContaining("unknown method");
        assertThatThrownBy(() -> explainer("lime").setOptions("sampels=3").transform(table))
                .hasMessageContaining("sampels");
        assertThatThrownBy(() -> explainer("lime").setOptions("samples").transform(table))
                .hasMessageContaining("name=value");
        assertThatThrownBy(() -> explainer("lime").setModel("nowhere.onnx").transform(table))
                .hasMessageContaining("there is no model at nowhere.onnx");
        assertThatThrownBy(() -> explainer("lime").setInputCol("length").transform(table))
                .hasMessageContaining("column \"length\" is of type bigint");
        assertThatThrownBy(() -> explainer("lime").setInputCol("image").transform(table))
                .hasMessageContaining("there is no column \"image\"");
        assertThatThrownBy(() -> explainer("lime").setOutputCol("path").transform(table))
                .hasMessageContaining("column \"path\" is there already");
        assertThatThrownBy(() -> new ImageExplainer().transform(table)).hasMessageContaining("no model is given");
        assertThatThrownBy(() -> explainer("lime").setKeep("all").transform(table))
                .hasMessageContaining("unknown part \"all\"");
        assertThatThrownBy(() -> explainer("lime").setScores("votes").transform(table))
                .hasMessageContaining("unknown kind of scores \"votes\"");
    }

    @Test
    void pathsImagesAndBytesAreTheSamePicture() {
        Row bytes = explainer("grad-cam").transform(table()).orderBy("path").first();
        Row paths = explainer("grad-cam")
                .setInputCol("path")
                .transform(table().select("path"))
                .orderBy("path")
                .first();
        Row structs = explainer("grad-cam")
                .setInputCol("image")
                .transform(spark.read().format("image").load(pictures.toString()))
                .orderBy("image.origin")
                .first();
        assertThat(json(paths).values()).isEqualTo(json(bytes).values());
        assertThat(json(structs).values()).isEqualTo(json(bytes).values());
    }

    @Test
    void aPipelineIsSavedAndReadAndStillTheSame(@TempDir Path folder) throws IOException {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new ImagePredictor()
                    .setModel(BirdPictures.MODEL.toString())
                    .setTop(3)
                    .setErrorCol("badPicture"),
            explainer("lime").setOptions("samples=50", "segmenter=grid:4x4").setTarget("top:2")
        });
        PipelineModel fitted = pipeline.fit(table());
        fitted.write().save(folder.resolve("pipeline").toString());
        Dataset<Row> again =
                PipelineModel.load(folder.resolve("pipeline").toString()).transform(table());
        Map<String, Row> wanted = byPath(fitted.transform(table()));
        Map<String, Row> got = byPath(again);
        for (String name : wanted.keySet()) {
            assertThat(json(got.get(name))).isEqualTo(json(wanted.get(name)));
            Row row = got.get(name);
            List<Row> prediction = row.getList(row.fieldIndex("prediction"));
            assertThat(prediction).hasSize(3);
            assertThat(prediction.get(0).<Integer>getAs("index"))
                    .isEqualTo(json(row).targets().get(0).index());
        }
    }

    @Test
    void aFunctionOfSqlExplains() {
        SqlFunctions.register(spark, "explain", explainer("grad-cam"));
        table().createOrReplaceTempView("birds");
        Row row = spark.sql("SELECT explain(content) AS why, path FROM birds ORDER BY path")
                .first();
        Row why = row.getAs("why");
        Row wanted = explainer("grad-cam").transform(table()).orderBy("path").first();
        assertThat(ExplanationJson.read(why.<Row>getAs("result").<String>getAs("json")))
                .isEqualTo(json(wanted));
    }

    @Test
    void aStreamOfFilesIsExplained(@TempDir Path folder) throws Exception {
        Dataset<Row> stream =
                spark.readStream().schema(table().schema()).format("binaryFile").load(pictures.toString());
        StreamingQuery query = explainer("grad-cam")
                .transform(stream)
                .writeStream()
                .format("memory")
                .queryName("explained")
                .option("checkpointLocation", folder.resolve("checkpoint").toString())
                .start();
        query.processAllAvailable();
        query.stop();
        assertThat(byPath(spark.table("explained"))).hasSize(3).allSatisfy((name, row) -> json(row));
    }

    @Test
    void metricsAreThoseOfTheLibrary() throws IOException {
        Row row = new ExplanationMetrics()
                .setModel(BirdPictures.MODEL.toString())
                .setMetrics("sparseness", "deletion")
                .transform(table())
                .orderBy("path")
                .first();
        assertThat(row.<String>getAs("error")).isNull();
        Map<String, Double> metrics = row.getJavaMap(row.fieldIndex("metrics"));
        try (Model model = Models.load(BirdPictures.MODEL)) {
            PreparedImage image = model.spec().prepare(Images.read(pictures.resolve("bird-0.png")));
            Judged judged = new Judged(Explainers.named("grad-cam", model).explain(image), 0, image, model);
            for (String metric : List.of("sparseness", "deletion")) {
                assertThat(metrics.get(metric)).isEqualTo(Metrics.named(metric).measure(judged));
            }
        }
        assertThatThrownBy(() -> new ExplanationMetrics()
                        .setModel(BirdPictures.MODEL.toString())
                        .setMetrics("pointing-game")
                        .transform(table()))
                .hasMessageContaining("needs to know where the object is");
        assertThatThrownBy(() -> new ExplanationMetrics()
                        .setModel(BirdPictures.MODEL.toString())
                        .setMetrics("beauty")
                        .transform(table()))
                .hasMessageContaining("unknown metric \"beauty\"");
    }

    @Test
    void anAuditSumsUpWhatTheLibrarySays() throws IOException {
        Dataset<Row> explained = explainer("grad-cam").transform(table().repartition(3));
        Row row = DatasetAudit.byClass(explained, "explanation").first();
        double border = 0;
        double[] map = null;
        for (int i = 0; i < 3; i++) {
            Tensor values =
                    alone(pictures.resolve("bird-" + i + ".png"), "grad-cam").values();
            int height = values.shape().dim(1);
            int width = values.shape().dim(2);
            map = map == null ? new double[height * width] : map;
            double sum = 0;
            double onBorder = 0;
            for (int cell = 0; cell < map.length; cell++) {
                double positive = Math.max(0, values.at(cell));
                int x = cell % width;
                int y = cell / width;
                sum += positive;
                onBorder += x == 0 || y == 0 || x == width - 1 || y == height - 1 ? positive : 0;
            }
            border += onBorder / sum / 3;
            for (int cell = 0; cell < map.length; cell++) {
                map[cell] += Math.max(0, values.at(cell)) / sum / 3;
            }
        }
        assertThat(row.<String>getAs("label")).isEqualTo("crested fennet");
        assertThat(row.<Long>getAs("pictures")).isEqualTo(3);
        assertThat(row.<Double>getAs("border")).isCloseTo(border, within(1e-12));
        List<Double> mean = row.getList(row.fieldIndex("map"));
        for (int cell = 0; cell < mean.size(); cell++) {
            assertThat(mean.get(cell)).isCloseTo(map[cell], within(1e-12));
        }
    }

    @Test
    void oneModelServesAllTasksOfAnExecutor() {
        long before = ModelSessions.ofThisJvm().opened();
        ImageExplainer own = explainer("grad-cam").setLabels("a b c d e f g h i j k l".split(" ", -1));
        Dataset<Row> six = table().union(table()).repartition(6);
        assertThat(own.transform(six).collectAsList()).hasSize(6);
        assertThat(ModelSessions.ofThisJvm().opened() - before).isEqualTo(1);
    }

    @Test
    void bytesOfAModelAreAModel() throws IOException {
        Row wanted = explainer("grad-cam").transform(table()).orderBy("path").first();
        Row got = new ImageExplainer()
                .setModelBytes(Files.readAllBytes(BirdPictures.MODEL))
                .setKeep("json")
                .transform(table())
                .orderBy("path")
                .first();
        assertThat(json(got).values()).isEqualTo(json(wanted).values());
    }
}
