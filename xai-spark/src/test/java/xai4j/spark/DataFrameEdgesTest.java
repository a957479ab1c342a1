package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.evaluate.Judged;
import xai4j.evaluate.Metrics;
import xai4j.evaluate.TruthMask;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.model.Model;
import xai4j.model.description.RegistryEntry;

/** What stands beside pictures, what is no usual picture, partitions without any, and models that a registry holds. */
class DataFrameEdgesTest {
    private static final String POINTING = "pointing-game";
    private static final String MASS = "relevance-mass";

    private static final AtomicInteger TAKEN = new AtomicInteger();

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

    private static Dataset<Row> table() {
        return spark.read().format("binaryFile").load(pictures.toString());
    }

    private static ExplanationMetrics metrics() {
        return new ExplanationMetrics()
                .setModel(BirdPictures.MODEL.toString())
                .setMetrics(MASS, POINTING, "sparseness")
                .setAnnotationCol("truth");
    }

    private static byte[] mask(BufferedImage picture) throws IOException {
        BufferedImage mask = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 20; y < 60; y++) {
            for (int x = 30; x < 70; x++) {
                mask.setRGB(x, y, Color.WHITE.getRGB());
            }
        }
        return Images.png(mask);
    }

    @Test
    void metricsThatNeedAnObjectTakeItFromBoxesOrMasksAsTheLibraryDoes() throws IOException {
        BufferedImage picture = Images.read(pictures.resolve("bird-0.png"));
        Dataset<Row> boxes = table().orderBy("path")
                .limit(1)
                .withColumn(
                        "truth", functions.expr("array(struct(30 AS left, 20D AS top, 70 AS right, 60 AS bottom))"));
        Dataset<Row> masks = boxes.drop("truth").withColumn("truth", functions.lit(mask(picture)));
        Map<String, Double> boxed = values(metrics().transform(boxes).first());
        assertThat(values(metrics().transform(masks).first())).isEqualTo(boxed);
        try (Model model = Models.load(BirdPictures.MODEL)) {
            PreparedImage image = model.spec().prepare(picture);
            TruthMask truth = TruthMask.of(
                    picture.getWidth(), picture.getHeight(), (x, y) -> x >= 30 && x < 70 && y >= 20 && y < 60);
            Judged judged = new Judged(Explainers.named("grad-cam", model).explain(image), 0, image, model)
                    .withTruth(truth.onInput(
                            image.mapping(),
                            image.input().width(),
                            image.input().height()));
            assertThat(boxed.get(MASS)).isEqualTo(Metrics.named(MASS).measure(judged));
            assertThat(boxed.get(POINTING)).isEqualTo(Metrics.named(POINTING).measure(judged));
        }
    }

    private static Map<String, Double> values(Row row) {
        assertThat(row.<String>getAs("error")).isNull();
        return row.getJavaMap(row.fieldIndex("metrics"));
    }

    @Test
    void aPictureWithoutAnAnnotationHasNoEntryAndAWrongOneIsSaid() throws IOException {
        Dataset<Row> none =
                table().limit(1).withColumn("truth", functions.lit(null).cast("binary"));
        assertThat(values(metrics().transform(none).first())).containsOnlyKeys("sparseness");
        byte[] small = Images.png(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY));
        Dataset<Row> other = table().limit(1).withColumn("truth", functions.lit(small));
        assertThat(metrics().transform(other).first().<String>getAs("error"))
                .contains("column \"truth\" is of 3×2 pixels");
        Dataset<Row> text = table().limit(1).withColumn("truth", functions.lit("30 20 70 60"));
        assertThatThrownBy(() -> metrics().transform(text))
                .hasMessageContaining("column \"truth\" is of type string; annotations come as binary");
        assertThatThrownBy(() -> metrics().setAnnotationCol("where").transform(table()))
                .hasMessageContaining("there is no column \"where\" of annotations");
    }

    /** A PNG whose header announces 300 megapixels, in few bytes: whoever decoded it would take gigabytes. */
    private static byte[] huge() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeLong(0x89504E470D0A1A0AL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(20_000);
        fields.writeInt(15_000);
        fields.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", header.toByteArray());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream zip = new DeflaterOutputStream(packed)) {
            zip.write(new byte[1 << 16]);
        }
        chunk(out, "IDAT", packed.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        CRC32 sum = new CRC32();
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        sum.update(name);
        sum.update(data);
        out.writeInt((int) sum.getValue());
    }

    @Test
    void onePictureOf300MegapixelsAmongManyGoesToTheColumnOfErrors(@TempDir Path folder) throws IOException {
        Path mixed = BirdPictures.write(folder.resolve("mixed"), 3);
        Files.write(mixed.resolve("huge.png"), huge());
        List<Row> rows = new ImageExplainer()
                .setModel(BirdPictures.MODEL.toString())
                .transform(spark.read().format("binaryFile").load(mixed.toString()))
                .select("path", "explanation", "error")
                .collectAsList();
        assertThat(rows).hasSize(4);
        for (Row row : rows) {
            if (row.getString(0).endsWith("huge.png")) {
                assertThat(row.getString(2)).contains("20000×15000", "the limit is");
            } else {
                assertThat(row.getString(2)).isNull();
                assertThat(row.isNullAt(1)).isFalse();
            }
        }
    }

    @Test
    void aPartitionWithoutPicturesIsEmptyAndOpensNoModel() {
        StructType schema = table().schema();
        Dataset<Row> nothing =
                spark.createDataFrame(new ArrayList<Row>(), schema).repartition(3);
        ImageExplainer explainer = new ImageExplainer()
                .setModel(BirdPictures.MODEL.toString())
                .setLabels("a b c d e f g h i j k m".split(" ", -1));
        Dataset<Row> explained = explainer.transform(nothing);
        assertThat(explained.collectAsList()).isEmpty();
        assertThat(explained.columns()).contains("explanation", "error");
        Dataset<Row> one = explainer.transform(table().limit(1).repartition(5)); // four of five are empty
        assertThat(one.filter("error IS NULL").count()).isEqualTo(1);
        assertThat(DatasetAudit.byClass(explained, "explanation").collectAsList())
                .isEmpty();
    }

    @Test
    void aTaskTakesNoMoreRowsThanItsThreadsNeed() {
        TAKEN.set(0);
        Dataset<Row> twenty = table().crossJoin(spark.range(10)).coalesce(1);
        Dataset<Row> counted = twenty.map(
                (MapFunction<Row, Row>) row -> {
                    TAKEN.incrementAndGet();
                    return row;
                },
                Encoders.row(twenty.schema()));
        List<Integer> taken = new ImagePredictor()
                .setModel(BirdPictures.MODEL.toString())
                .transform(counted)
                .toJavaRDD()
                .mapPartitions(rows -> {
                    rows.next();
                    rows.next();
                    return List.of(TAKEN.get()).iterator();
                })
                .collect();
        assertThat(taken).hasSize(1);
        // two that were asked for, two under way, and those that Spark holds between its operators
        assertThat(taken.get(0)).isBetween(2, 2 + 2 + 2);
    }

    @Test
    void anEntryOfARegistryIsAModel(@TempDir Path registry) throws IOException {
        for (int version = 1; version <= 2; version++) {
            Path folder = Files.createDirectories(registry.resolve("birds/" + version));
            Files.copy(BirdPictures.MODEL, folder.resolve(RegistryEntry.MODEL));
            Files.writeString(folder.resolve(RegistryEntry.VERSION), "{\"name\": \"birds\"}");
        }
        Path name = registry.resolve("birds");
        assertThatThrownBy(() -> new ImagePredictor().setModel(name.toString()).transform(table()))
                .hasMessageContaining("no version of " + name + " is promoted; name one of 1, 2");
        Files.writeString(name.resolve(RegistryEntry.PROMOTED), "2\n");
        Row wanted = prediction(BirdPictures.MODEL);
        assertThat(prediction(name)).isEqualTo(wanted);
        assertThat(prediction(name.resolve("1"))).isEqualTo(wanted);
    }

    private static Row prediction(Path model) {
        Row row = new ImagePredictor()
                .setModel(model.toString())
                .transform(table())
                .orderBy("path")
                .first();
        return RowFactory.create(row.getList(row.fieldIndex("prediction")), row.<String>getAs("error"));
    }

    /** Explanations of a class that has two reasons, and of one with few pictures. */
    private static Dataset<Row> explained() {
        StructType target = new StructType()
                .add("label", DataTypes.StringType)
                .add("score", DataTypes.DoubleType)
                .add("shape", DataTypes.createArrayType(DataTypes.IntegerType))
                .add("values", DataTypes.createArrayType(DataTypes.FloatType));
        StructType schema =
                new StructType().add("explanation", new StructType().add("targets", DataTypes.createArrayType(target)));
        Random random = new Random(5);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            int at = i < 28 || i >= 40 ? 27 : 56; // the middle, or the corner below on the left
            float[] values = new float[64];
            for (int cell = 0; cell < values.length; cell++) {
                values[cell] = (float) (cell == at ? 5 + random.nextDouble() : 0.2 * random.nextDouble() - 0.05);
            }
            Row[] targets = {RowFactory.create(i < 40 ? "heron" : "rare", 1.0, new int[] {8, 8}, values)};
            rows.add(RowFactory.create(RowFactory.create((Object) targets)));
        }
        return spark.createDataFrame(rows, schema);
    }

    @Test
    void kindsOfExplanationsAreToldApartOnAnyPartitioning() {
        List<Row> kinds =
                DatasetAudit.kinds(explained().repartition(4), "explanation").collectAsList();
        assertThat(kinds).hasSize(2);
        assertThat(kinds).extracting(row -> row.<String>getAs("label")).containsOnly("heron");
        assertThat(kinds).extracting(row -> row.<Long>getAs("pictures")).containsExactly(28L, 12L);
        assertThat(kinds.get(1).<Double>getAs("share")).isEqualTo(0.3);
        assertThat(kinds.get(0).<Double>getAs("border")).isLessThan(kinds.get(1).<Double>getAs("border"));
        List<Double> map = kinds.get(1).getList(kinds.get(1).fieldIndex("map"));
        assertThat(map.get(56)).isGreaterThan(0.3);
        assertThat(DatasetAudit.kinds(explained().coalesce(1), "explanation").collectAsList())
                .isEqualTo(kinds);
    }
}
