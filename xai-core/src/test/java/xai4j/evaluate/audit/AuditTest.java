package xai4j.evaluate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.Explainers;
import xai4j.data.LabelledImages;
import xai4j.explain.Explainer;
import xai4j.explain.Progress;
import xai4j.json.AuditJson;
import xai4j.model.Model;
import xai4j.model.ModelSpec;
import xai4j.numeric.CounterRandom;
import xai4j.report.AuditReport;
import xai4j.report.ModelCard;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;
import xai4j.tensor.XaiException;

class AuditTest {
    private static final int COUNT = 60;

    @TempDir
    private Path folder;

    private static Explainer<?> occlusion(Model model) {
        return Explainers.occlusion(model).set("window", "8").set("stride", "4");
    }

    private static AuditResult audit(boolean hans, PaintedWorld world) {
        try (Model model = PaintedWorld.model(hans)) {
            return Audit.by(occlusion(model)).masks(world).run(world);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCleverHansIsFoundUnaskedWithMasksAndWithout(boolean masked) {
        PaintedWorld world = new PaintedWorld(COUNT, true);
        AuditResult result;
        try (Model model = PaintedWorld.model(true)) {
            result = Audit.by(occlusion(model))
                    .masks(masked ? world : ObjectMasks.NONE)
                    .run(world);
        }

        assertThat(result.right()).isEqualTo(COUNT);
        assertThat(result.findings()).isNotEmpty();
        Finding finding = result.findings().stream()
                .filter(one -> one.cls() == 0)
                .findFirst()
                .orElseThrow();
        assertThat(finding.share()).isEqualTo(1, offset(1e-9));
        assertThat(finding.hanging()).isGreaterThan(0.9);
        assertThat(finding.sentence()).contains("\"green\" hangs on the background", "30 of its 30 answers (100 %)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFairModelIsFoundFairInABiasedAndInAFairWorld(boolean biased) {
        AuditResult result = audit(false, new PaintedWorld(COUNT, biased));

        assertThat(result.right()).isEqualTo(COUNT);
        assertThat(result.findings()).isEmpty();
        assertThat(result.classes().get(0).onObject()).isGreaterThan(0.4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWholeTestOfAllFindsWhatTheFirstLookLeavesRoomFor(boolean hans) {
        PaintedWorld world = new PaintedWorld(COUNT, true);
        try (Model model = PaintedWorld.model(hans)) {
            Audit audit = Audit.by(occlusion(model)).masks(world);
            AuditResult usual = audit.run(world);
            AuditResult thorough = audit.thorough().run(world);

            assertThat(thorough.findings().stream().map(Finding::cls).toList())
                    .isEqualTo(usual.findings().stream().map(Finding::cls).toList());
            assertThat(extents(thorough)).containsOnly(BackgroundTest.Extent.WHOLE);
            assertThat(extents(usual)).containsOnly(hans ? BackgroundTest.Extent.WHOLE : BackgroundTest.Extent.FEW);
        }
    }

    private static List<BackgroundTest.Extent> extents(AuditResult result) {
        return result.classes().stream()
                .flatMap(cls -> cls.groups().stream())
                .map(group -> group.test().extent())
                .toList();
    }

    @Test
    void whereNoBackgroundsLookAlikeNoneIsExchanged() {
        PaintedWorld world = new PaintedWorld(COUNT, false);
        try (Model model = PaintedWorld.model(false)) {
            AuditResult result = Audit.by(occlusion(model)).run(world);

            assertThat(extents(result)).containsOnly(BackgroundTest.Extent.NONE);
            assertThat(result.classes().get(0).groups().get(0).test().alike()).isBetween(0.01, 1.0);
        }
    }

    @Test
    void answersThatChangeBeforeAnyBackgroundDoNotHangOnTheirOwn() {
        PaintedWorld world = new PaintedWorld(COUNT, false);
        try (Model model = new CoinToss(PaintedWorld.model(false), new HashMap<>())) {
            for (int i = 0; i < COUNT; i++) {
                ((CoinToss) model).know(world.image(i), world.label(i));
            }
            AuditResult result =
                    Audit.by(occlusion(model)).masks(world).thorough().run(world);

            assertThat(result.right()).isEqualTo(COUNT);
            BackgroundTest test = result.classes().get(0).groups().get(0).test();
            assertThat(test.hangingShare()).isGreaterThan(0.6);
            assertThat(test.usual()).isGreaterThan(0.6);
            assertThat(result.findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 8})
    void answersThatHangOnAThreadDoNotHangOnTheBackground(double weight) {
        TiedWorld world = new TiedWorld(4 * 24);
        try (Model model = TiedWorld.model(weight)) {
            AuditResult result =
                    Audit.by(occlusion(model)).masks(world).thorough().run(world);

            assertThat(result.right()).isEqualTo(world.size());
            // before other backgrounds these become the class that looks alike, however little it takes
            assertThat(result.classes().subList(2, 4)).allSatisfy(cls -> assertThat(cls.groups())
                    .allSatisfy(group -> assertThat(group.test().hangingShare()).isGreaterThan(0.5)));
            assertThat(result.findings().stream().map(Finding::cls).sorted().toList())
                    .isEqualTo(weight > 1 ? List.of(2, 3) : List.of());
        }
    }

    /** A model that knows its pictures by heart and tosses a coin about all others. */
    private record CoinToss(Model model, Map<Integer, Integer> known) implements Model {
        void know(BufferedImage picture, int label) {
            known.put(hash(spec().prepare(picture).batch().row(0)), label);
        }

        private static int hash(Tensor image) {
            return Arrays.hashCode(image.toArray());
        }

        @Override
        public ModelSpec spec() {
            return model.spec();
        }

        @Override
        public Tensor predict(Tensor batch) {
            int images = batch.shape().dim(0);
            Tensor scores = Tensor.zeros(Shape.of(images, 2));
            for (int i = 0; i < images; i++) {
                int hash = hash(batch.row(i));
                int cls = known.getOrDefault(hash, new CounterRandom(hash, 0).below(2, 0));
                scores.set(2 * i + cls, 1);
            }
            return scores;
        }

        @Override
        public void close() {
            model.close();
        }
    }

    @Test
    void evidenceOnObjectBorderAndCornersAddsUp() {
        AuditResult result = audit(false, new PaintedWorld(COUNT, false));

        assertThat(result.pictures()).hasSize(COUNT).allSatisfy(picture -> {
            assertThat(picture.onObject()).isBetween(0.0, 1.0);
            assertThat(picture.onBorder()).isBetween(0.0, 1.0);
            float sum = 0;
            for (float cell : picture.evidence().cells()) {
                sum += cell;
            }
            assertThat(sum).isEqualTo(1, offset(1e-4f));
        });
        assertThat(result.masked()).isEqualTo(COUNT);
        assertThat(result.classes().get(0).registered()).isPresent();
    }

    @Test
    void unreadablePicturesAreListedAndTheRestIsAudited() {
        AuditResult result = audit(false, new PaintedWorld(COUNT, false, i -> i == 17));

        assertThat(result.pictures()).hasSize(COUNT - 1);
        assertThat(result.failures()).containsExactly(new AuditFailure("red/17.png", "image red/17.png is empty"));
        assertThat(result.remarks()).anyMatch(remark -> remark.startsWith("1 of 60 pictures could not be audited"));
    }

    @Test
    void whereNothingCanBeReadTheFirstReasonIsSaid() {
        assertThatThrownBy(() -> audit(false, new PaintedWorld(4, false, i -> true)))
                .isInstanceOf(XaiException.class)
                .hasMessageContaining("none of 4 pictures")
                .hasMessageContaining("green/0.png");
    }

    @Test
    void aClassWithOnePictureIsNotGroupedAndThatIsSaid() {
        AuditResult result = audit(false, new PaintedWorld(2, false));

        assertThat(result.classes()).hasSize(2).allSatisfy(cls -> {
            assertThat(cls.grouping()).contains("too few", "1 picture was named so", "12 are needed");
            assertThat(cls.eigenvalues()).isEmpty();
        });
    }

    @Test
    void classesThatAModelDoesNotHaveAreRefusedOrSaid() {
        PaintedWorld world = new PaintedWorld(4, false);
        try (Model model = PaintedWorld.model(false)) {
            assertThatThrownBy(() ->
                            Audit.by(occlusion(model)).requireClassesOf(new Relabelled(world, List.of("cat", "dog"))))
                    .hasMessageContaining("none of the folder's classes (cat, dog)");
            Audit.by(occlusion(model)).requireClassesOf(world);
            assertThatThrownBy(() -> Audit.by(occlusion(model)).run(new Relabelled(world, List.of("cat", "dog"))))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("none of the folder's classes (cat, dog) is a class of fair (green, red)");
            AuditResult partly = Audit.by(occlusion(model)).run(new Relabelled(world, List.of("green", "dog")));
            assertThat(partly.remarks()).anyMatch(remark -> remark.contains("has no class dog"));
            assertThat(partly.right()).isEqualTo(2);
        }
    }

    @Test
    void anInterruptedAuditGoesOnWhereItWasAndEndsAlike() throws IOException {
        PaintedWorld world = new PaintedWorld(COUNT, true);
        Path file = folder.resolve("progress.jsonl");
        AtomicInteger seen = new AtomicInteger();
        try (Model model = PaintedWorld.model(true)) {
            Audit audit = Audit.by(occlusion(model)).masks(world);
            AuditResult whole = audit.run(world);
            assertThatThrownBy(() -> audit.onProgress((done, all) -> {
                                if (done >= 20) {
                                    throw new CancellationException("stop");
                                }
                            })
                            .run(world, file))
                    .isInstanceOf(CancellationException.class);
            int before = Files.readAllLines(file).size();
            assertThat(before).isBetween(20, COUNT);
            // as if it had been killed in the middle of a line
            Files.writeString(file, Files.readString(file) + "{\"index\":59,\"na");

            AuditResult resumed =
                    audit.onProgress((done, all) -> seen.incrementAndGet()).run(world, file);

            assertThat(AuditJson.write(resumed)).isEqualTo(AuditJson.write(whole));
            assertThat(file).doesNotExist();
            audit.onProgress(Progress.SILENT).keepingProgress().run(world, file);
            assertThat(file).exists();
        }
    }

    @Test
    void progressOfAnotherAuditIsNotGoneOnWith() throws IOException {
        Path file = folder.resolve("progress.jsonl");
        Files.writeString(file, "{\"audit\":\"something else\"}\n");
        PaintedWorld world = new PaintedWorld(4, false);
        try (Model model = PaintedWorld.model(false)) {
            assertThatThrownBy(() -> Audit.by(occlusion(model)).run(world, file))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("is of another audit");
        }
        assertThat(file).content().contains("something else");
    }

    @Test
    void aFullDiskIsSaidWithHowToGoOn() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no device that is always full here");
        Path file = Files.createSymbolicLink(folder.resolve("progress.jsonl"), Path.of("/dev/full"));
        PaintedWorld world = new PaintedWorld(4, false);
        try (Model model = PaintedWorld.model(false)) {
            assertThatThrownBy(() -> Audit.by(occlusion(model)).run(world, file))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("No space left")
                    .hasMessageContaining("run the same command again");
        }
    }

    @Test
    void aBudgetOfPicturesIsSpreadOverTheClassesAndATimeStopsInWords() {
        PaintedWorld world = new PaintedWorld(COUNT, false);
        try (Model model = PaintedWorld.model(false)) {
            AuditResult few =
                    Audit.by(occlusion(model)).budget(AuditBudget.parse("10")).run(world);
            assertThat(few.pictures()).hasSize(10);
            assertThat(few.classes())
                    .allSatisfy(cls -> assertThat(cls.pictures()).isEqualTo(5));
            assertThat(few.remarks()).contains("10 of 60 pictures were chosen, spread over the classes");
            assertThatThrownBy(() -> Audit.by(occlusion(model))
                            .budget(new AuditBudget(Optional.empty(), Optional.of(Duration.ZERO.minusNanos(1))))
                            .run(world))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("none of 60 pictures");
        }
        assertThat(AuditBudget.parse("2h").time()).contains(Duration.ofHours(2));
        assertThat(AuditBudget.parse("90s").time()).contains(Duration.ofSeconds(90));
        for (String bad : List.of("", "0", "-1", "1d", "x", "10 m", "1.5h", "99999999999")) {
            assertThatThrownBy(() -> AuditBudget.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void twoModelsAreComparedAnswerByAnswer() {
        PaintedWorld fairWorld = new PaintedWorld(COUNT, false);
        AuditResult hans = audit(true, fairWorld);
        AuditResult fair = audit(false, fairWorld);

        ModelComparison comparison = Audit.compared(hans, fair).comparison().orElseThrow();

        // nothing is white here, so that the clever Hans calls everything red
        assertThat(comparison.right()).isEqualTo(COUNT / 2);
        assertThat(comparison.rightOther()).isEqualTo(COUNT);
        assertThat(comparison.gained()).hasSize(COUNT / 2);
        assertThat(comparison.lost()).isEmpty();
        assertThat(comparison.pValue()).isLessThan(1e-6);
        assertThat(comparison.words()).matches("on the pictures that both name alike, .* alike to \\d+ %");
        assertThat(ModelComparison.mcNemar(0, 0)).isEqualTo(1);
        assertThat(ModelComparison.mcNemar(1, 9)).isEqualTo(2 * 11 / 1024.0, offset(1e-12));
    }

    @Test
    void modelsThatNameNothingAlikeHaveNoEvidenceToCompare() {
        PaintedWorld world = new PaintedWorld(4, false);
        Relabelled renamed = new Relabelled(world, List.of("moss", "rust"));
        try (Model model = PaintedWorld.model(false);
                Model other = new OtherNames(PaintedWorld.model(false), List.of("moss", "rust"), 2)) {
            AuditResult compared = Audit.compared(
                    Audit.by(occlusion(model)).run(world),
                    Audit.by(occlusion(other)).run(renamed));
            assertThat(compared.comparison().orElseThrow().words()).startsWith("no picture is named alike by both");
        }
    }

    @Test
    void aModelWithoutNamesIsComparedByPositionAndThatIsSaid() {
        PaintedWorld world = new PaintedWorld(4, false);
        AuditResult first = audit(false, world);
        try (Model unnamed = new OtherNames(PaintedWorld.model(false), List.of(), 2)) {
            AuditResult other =
                    Audit.by(occlusion(unnamed)).namedLike(first).run(new Relabelled(world, List.of("red", "green")));

            // by name, not by the order of the folders
            assertThat(other.right()).isZero();
            assertThat(Audit.compared(first, other).comparison().orElseThrow().remarks())
                    .anyMatch(remark -> remark.endsWith("taken for those of fair, by position"));
            assertThat(other.labels()).containsExactly("green", "red");
            assertThatThrownBy(() ->
                            Audit.compared(first, Audit.by(occlusion(unnamed)).run(world)))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("does not name its classes, and fair does");
        }
    }

    @Test
    void modelsWithoutNamesAreNotComparedByPositionWhenTheyHaveDifferentNumbersOfClasses() {
        PaintedWorld world = new PaintedWorld(4, false);
        AuditResult first = audit(false, world);
        try (Model unnamed = new OtherNames(PaintedWorld.model(false), List.of(), 2);
                Model wider = new OtherNames(PaintedWorld.model(false), List.of(), 5)) {
            assertThatThrownBy(() -> Audit.by(occlusion(wider)).namedLike(first).run(world))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("has 5 where fair has 2");
            AuditResult two = Audit.by(occlusion(unnamed)).run(world);
            AuditResult five = Audit.by(occlusion(wider)).run(world);
            assertThat(Audit.compared(two, two).comparison()).isPresent();
            assertThatThrownBy(() -> Audit.compared(two, five))
                    .isInstanceOf(XaiException.class)
                    .hasMessageContaining("they have 2 and 5");
        }
    }

    @Test
    void reportJsonAndModelCardSayWhatWasFound() throws IOException {
        PaintedWorld world = new PaintedWorld(COUNT, true, i -> i == 3);
        AuditResult result = Audit.compared(audit(true, world), audit(false, world));
        JsonNode json = new ObjectMapper().readTree(AuditJson.write(result));

        AuditReport.of(result, world, "xai audit <m>").write(folder);

        assertThat(json.path("schema").asInt()).isEqualTo(1);
        assertThat(json.at("/findings/0/class").asText()).isIn("green", "red");
        assertThat(json.at("/classes/0/groups/0/backgrounds/answers").asInt()).isPositive();
        assertThat(json.path("failures")).hasSize(1);
        assertThat(json.path("pictures")).hasSize(COUNT - 1);
        assertThat(folder.resolve("report.html"))
                .content()
                .contains(
                        "What hans looks at",
                        "hangs on the background",
                        "xai audit &lt;m&gt;",
                        "Beside fair",
                        "red/3.png")
                .doesNotContain("http://", "https://");
        assertThat(folder.resolve("class-0000.html")).content().contains("<h1>green</h1>", "Kinds of explanations");
        assertThat(folder.resolve("pictures/class-0001.png")).exists();
        assertThat(ModelCard.of(result))
                .startsWith("## What the model looks at")
                .contains("hangs on the background");
        assertThat(folder.resolve("model-card.md")).hasContent(ModelCard.of(result));
    }

    /** A data set whose classes are called otherwise. */
    private record Relabelled(PaintedWorld world, List<String> labels) implements LabelledImages {
        @Override
        public int size() {
            return world.size();
        }

        @Override
        public String name(int i) {
            return world.name(i);
        }

        @Override
        public int label(int i) {
            return world.label(i);
        }

        @Override
        public BufferedImage image(int i) {
            return world.image(i);
        }
    }

    /** A model whose classes are called otherwise, and which may have more that it never names. */
    private record OtherNames(Model model, List<String> labels, int width) implements Model {
        @Override
        public ModelSpec spec() {
            return model.spec().withLabels(labels);
        }

        @Override
        public Tensor predict(Tensor batch) {
            Tensor scores = model.predict(batch);
            int images = scores.shape().dim(0);
            Tensor all = Tensor.zeros(Shape.of(images, width));
            for (int i = 0; i < images; i++) {
                for (int cls = 0; cls < width; cls++) {
                    all.set(i * width + cls, cls < 2 ? scores.get(i, cls) : -100);
                }
            }
            return all;
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
