package xai4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.data.LabelledImages;
import xai4j.evaluate.audit.Audit;
import xai4j.evaluate.audit.AuditResult;
import xai4j.evaluate.audit.ClassAudit;
import xai4j.evaluate.audit.EvidenceGroup;
import xai4j.image.Images;
import xai4j.model.Model;
import xai4j.numeric.WilsonInterval;

class BackgroundTestsTest {
    private static final int EACH = 5;

    private static SparkSession spark;
    private static Path pictures;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        spark = LocalSpark.start();
        pictures = BirdPictures.write(folder.resolve("pictures"), EACH);
        for (int i = 0; i < EACH; i++) {
            BufferedImage bird = Images.read(pictures.resolve("bird-" + i + ".png"));
            for (int y = 0; y < bird.getHeight(); y++) {
                for (int x = 0; x < bird.getWidth(); x++) {
                    int rgb = bird.getRGB(x, y);
                    bird.setRGB(x, y, (rgb & 0xFF) << 16 | rgb & 0xFF00 | rgb >> 16 & 0xFF);
                }
            }
            Files.write(pictures.resolve("other-" + i + ".png"), Images.png(bird));
        }
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static ImageExplainer explainer() {
        return new ImageExplainer().setModel(BirdPictures.MODEL.toString()).setKeep("values");
    }

    private static Dataset<Row> explained(int partitions) {
        return explainer()
                .transform(spark.read()
                        .format("binaryFile")
                        .load(pictures.toString())
                        .repartition(partitions))
                .cache();
    }

    @Test
    void aClassHasTheNumbersOfTheLibrarysAuditOnAnyPartitioning() {
        List<Row> rows = DatasetAudit.backgrounds(explained(3), explainer(), "").collectAsList();
        AuditResult alone = alone(explained(1));
        assertThat(alone.classes()).hasSizeGreaterThan(1);
        List<String> expected = new ArrayList<>();
        for (ClassAudit cls : alone.classes()) {
            for (EvidenceGroup group : cls.groups()) {
                expected.add(text(cls, group));
            }
        }
        assertThat(rows).extracting(BackgroundTestsTest::text).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows).anyMatch(row -> row.<Integer>getAs("answers") > 0 || row.<Double>getAs("alike") < 1);
        assertThat(DatasetAudit.backgrounds(explained(1), explainer(), "").collectAsList())
                .isEqualTo(rows);
    }

    private static String text(ClassAudit cls, EvidenceGroup group) {
        Optional<WilsonInterval> interval = group.test().hangingInterval();
        return String.join(
                " ",
                cls.label(),
                "" + group.pictures().size(),
                "" + group.share(),
                "" + group.onBorder(),
                group.test().extent().text(),
                "" + group.test().answers(),
                "" + group.test().hanging(),
                "" + interval.map(WilsonInterval::low).orElse(null),
                "" + interval.map(WilsonInterval::high).orElse(null),
                "" + group.test().usual(),
                "" + group.test().pull(),
                "" + group.test().shift().answers(),
                "" + group.test().shift().others(),
                "" + group.test().alike());
    }

    private static String text(Row row) {
        List<String> words = new ArrayList<>();
        for (String column : List.of(
                "label",
                "pictures",
                "share",
                "border",
                "extent",
                "answers",
                "hanging",
                "low",
                "high",
                "usual",
                "pull",
                "shift",
                "othersShift",
                "alike")) {
            words.add(String.valueOf(row.<Object>getAs(column)));
        }
        return String.join(" ", words);
    }

    private static AuditResult alone(Dataset<Row> explained) {
        List<Row> sorted = explained
                .select(
                        functions.xxhash64(functions.col("content")).as("lot"),
                        functions.col("content"),
                        functions.expr("explanation.targets[0].index").as("predicted"))
                .orderBy("lot")
                .collectAsList();
        try (Model model = Models.load(BirdPictures.MODEL)) {
            return Audit.by(Explainers.named("grad-cam", model))
                    .run(new Collected(sorted, model.spec().labels()));
        }
    }

    /** Rows as a data set of the classes that the model named. */
    private record Collected(List<Row> rows, List<String> labels) implements LabelledImages {
        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public String name(int i) {
            return "" + i;
        }

        @Override
        public int label(int i) {
            return rows.get(i).getAs("predicted");
        }

        @Override
        public BufferedImage image(int i) {
            return Images.read(rows.get(i).<byte[]>getAs("content"));
        }
    }

    @Test
    void aColumnOfLabelsSaysWhatPicturesAreOf() {
        Dataset<Row> labelled = explained(2)
                .withColumn(
                        "of",
                        functions.expr("if(path LIKE '%bird-%', 'crested fennet', explanation.targets[0].label)"));
        assertThat(DatasetAudit.backgrounds(labelled, explainer(), "of").collectAsList())
                .extracting(row -> row.<String>getAs("label"))
                .contains("crested fennet");
        assertThatThrownBy(() -> DatasetAudit.backgrounds(labelled, explainer(), "class"))
                .hasMessageContaining("there is no column \"class\"");
        assertThatThrownBy(() -> DatasetAudit.backgrounds(labelled, explainer().setTarget("top:2"), ""))
                .hasMessageContaining("leave the explainer's target empty");
    }
}
