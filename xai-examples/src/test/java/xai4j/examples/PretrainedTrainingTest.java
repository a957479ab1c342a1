package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.examples.registry.ModelRegistry;
import xai4j.examples.registry.ModelVersion;
import xai4j.examples.registry.TrainingLog;
import xai4j.examples.registry.TrainingResults;
import xai4j.model.LoadOptions;
import xai4j.nbdt.hierarchy.Hierarchy;
import xai4j.nbdt.hierarchy.HierarchyFile;
import xai4j.onnx.OnnxModel;
import xai4j.render.Png;
import xai4j.tensor.Tensor;

/** {@code xai train … --from FILE.onnx} on a small network and pictures of coloured squares. */
class PretrainedTrainingTest {
    private static final Path MODEL = Path.of("../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx");
    private static final List<String> LABELS = List.of("red", "green", "blue");
    private static final List<Color> COLOURS =
            List.of(new Color(230, 40, 40), new Color(40, 210, 60), new Color(40, 60, 230));

    @TempDir
    private Path temp = Path.of("");

    /** What a run left behind. */
    private record Run(int status, String out, String err) {}

    private static Run xai(Object... arguments) {
        StringWriter printed = new StringWriter();
        StringWriter complaints = new StringWriter();
        String[] texts = Arrays.stream(arguments)
                .flatMap(argument -> argument instanceof String text
                        ? Arrays.stream(text.split(" ", -1))
                        : java.util.stream.Stream.of(String.valueOf(argument)))
                .toArray(String[]::new);
        int status = Main.commandLine()
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(complaints, true))
                .execute(texts);
        return new Run(status, printed.toString(), complaints.toString());
    }

    private Run train(String what, Path data, Path out) {
        return xai("train " + what + " --preprocess unit --from", MODEL, "--data", data, "--out", out);
    }

    private static BufferedImage picture(int label, int number) {
        Random random = new Random(100L * label + number);
        BufferedImage picture = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(90 + random.nextInt(60), 90 + random.nextInt(60), 90 + random.nextInt(60)));
        pen.fillRect(0, 0, 40, 36);
        pen.setColor(COLOURS.get(label));
        pen.fillRect(random.nextInt(25), random.nextInt(20), 14, 14);
        pen.dispose();
        return picture;
    }

    private Path squares(String name, int... counts) throws IOException {
        Path folder = temp.resolve(name);
        for (int k = 0; k < counts.length; k++) {
            Files.createDirectories(folder.resolve(LABELS.get(k)));
            for (int i = 0; i < counts[k]; i++) {
                Png.write(picture(k, i), folder.resolve(LABELS.get(k)).resolve(i + ".png"));
            }
        }
        return folder;
    }

    private static void assertRefused(Run run, String... words) {
        assertThat(run.status()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains(words);
    }

    @Test
    void aLinearHeadIsTestedAndExplained() throws IOException {
        Path out = temp.resolve("out");
        Run run = train("cnn --views 2 --folds 3", squares("data", 8, 8, 8), out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "24 pictures: 8 of each of 3 classes (blue, green, red)", "3-fold cross-validation", "of 24)");
        Path image = temp.resolve("data/green/0.png");
        Run explained = xai("explain", out.resolve("model.onnx"), "--image", image, "--method grad-cam --out", temp);
        assertThat(explained.status()).as(explained.err()).isZero();
        assertThat(temp.resolve("grad-cam.png")).exists();
    }

    @Test
    void givenTestPicturesAreTestedOnAndFewAreWarnedAbout() throws IOException {
        Path data = squares("data", 5, 6, 7);
        Path test = squares("test", 2, 2, 2);
        Run run = train("cnn --views 1 --test " + test, data, temp.resolve("out"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("18 pictures: ", "only 6 test pictures", "of 6)");
    }

    @Test
    void picturesWithTheClassInTheirNamesAreALayout() throws IOException {
        Path flat = Files.createDirectories(temp.resolve("flat"));
        for (int i = 0; i < 12; i++) {
            Png.write(picture(i % 2, i), flat.resolve(i + "_" + LABELS.get(i % 2) + ".png"));
        }
        Run run = train("cnn --views 1 --folds 2", flat, temp.resolve("out"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("12 pictures: 6 of each of 2 classes (green, red)");
    }

    @Test
    void cubBirdsAndTheirTestPicturesAreALayout() throws IOException {
        Path root = Files.createDirectories(temp.resolve("cub"));
        StringBuilder images = new StringBuilder();
        StringBuilder classes = new StringBuilder();
        StringBuilder split = new StringBuilder();
        StringBuilder boxes = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            String name = "00" + (i % 2 + 1) + "." + LABELS.get(i % 2) + "/" + i + ".png";
            Files.createDirectories(root.resolve("images").resolve(name).getParent());
            Png.write(picture(i % 2, i), root.resolve("images").resolve(name));
            images.append(i + 1).append(' ').append(name).append('\n');
            classes.append(i + 1).append(' ').append(i % 2 + 1).append('\n');
            split.append(i + 1).append(' ').append(i < 14 ? 1 : 0).append('\n');
            boxes.append(i + 1).append(" 0.0 0.0 40.0 36.0\n");
        }
        Files.writeString(root.resolve("classes.txt"), "1 001.red\n2 002.green\n");
        Files.writeString(root.resolve("images.txt"), images);
        Files.writeString(root.resolve("image_class_labels.txt"), classes);
        Files.writeString(root.resolve("train_test_split.txt"), split);
        Files.writeString(root.resolve("bounding_boxes.txt"), boxes);
        Files.createDirectories(root.resolve("parts"));
        Files.writeString(root.resolve("parts/parts.txt"), "1 back\n");
        Files.writeString(root.resolve("parts/part_locs.txt"), "1 1 4.5 3.0 1\n");
        Run run = train("cnn --views 1", root, temp.resolve("out"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("14 pictures: 7 of each of 2 classes", "of 6)");
    }

    @Test
    void cifarsBinaryFilesAreALayout() throws IOException {
        Path root = Files.createDirectories(temp.resolve("cifar"));
        Files.writeString(root.resolve("batches.meta.txt"), "red\ngreen\nblue\n");
        for (String name : List.of("data_batch_1.bin", "test_batch.bin")) {
            byte[] records = new byte[12 * 3073];
            for (int i = 0; i < 12; i++) {
                records[i * 3073] = (byte) (i % 3);
                for (int pixel = 0; pixel < 1024; pixel++) {
                    records[i * 3073 + 1 + i % 3 * 1024 + pixel] = (byte) (150 + i + pixel % 7);
                }
            }
            Files.write(root.resolve(name), records);
        }
        Run run = train("cnn --views 1", root, temp.resolve("out"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("12 pictures: 4 of each of 3 classes", "100.0 % (", "of 12)");
    }

    @Test
    void prototypesExplain() throws IOException {
        Path out = temp.resolve("out");
        Run run = train("protopnet --views 2 --folds 0 --per-class 2 --epochs 2", squares("data", 6, 6, 6), out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("--epochs: without effect here");
        assertThat(out.resolve("prototypes.json")).exists();
        assertThat(out.resolve("prototypes.png")).exists();
        Path image = temp.resolve("data/red/1.png");
        Run explained = xai("explain", out.resolve("model.onnx"), "--image", image, "--method prototypes --out", temp);
        assertThat(explained.status()).as(explained.err()).isZero();
    }

    @Test
    void aTreeDecidesAndItsDecisionsAreExplained() throws IOException {
        Path out = temp.resolve("out");
        Run run = train("nbdt --views 2 --folds 2", squares("data", 6, 6, 6), out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("before ", "trained ", "hard tree", "soft tree");
        Path image = temp.resolve("data/blue/1.png");
        Object[] asked = {"explain", out.resolve("model.onnx"), "--image", image, "--method grad-cam --out", temp};
        Path tree = out.resolve("hierarchy.json");
        Run first = xai(with(asked, "--decision 1 --hierarchy", tree));
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("decision 1: ").contains("%) and not ");
        assertRefused(xai(with(asked, "--decision 9 --hierarchy", tree)), "--decision 9", "numbered from 1");
        assertRefused(xai(with(asked, "--hierarchy", tree)), "--hierarchy is for --decision");
    }

    private static Object[] with(Object[] before, Object... after) {
        return java.util.stream.Stream.concat(Arrays.stream(before), Arrays.stream(after))
                .toArray();
    }

    @Test
    void theUpperLayersAreTuned() throws IOException {
        Path out = temp.resolve("out");
        Path data = squares("data", 4, 4, 4);
        String layer = firstMap();
        Run run = train("cnn --views 2 --folds 2 --tune-epochs 2 --tune-from " + layer, data, out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("MB for them", "epoch  2", "the frozen head", "test accuracy");
        assertThat(run.out().indexOf("MB for them")).isLessThan(run.out().indexOf("cross-validation"));
        assertRefused(train("cnn --views 2 --tune-from " + layer, data, out), "holds a checkpoint already");
        Run resumed = train("cnn --views 2 --folds 0 --resume --tune-epochs 2 --tune-from " + layer, data, out);
        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(resumed.out()).doesNotContain("epoch  1");
    }

    @Test
    void theLayerIsFoundWhereNoneIsNamed() throws IOException {
        Path out = temp.resolve("out");
        Run run = train("cnn --views 1 --folds 0 --tune-epochs 1 --tune-from auto", squares("data", 4, 4, 4), out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("tuning \\d+ weights above \\S+ and the head: ");
    }

    /** Rates of nothing leave the frozen head as it is. */
    @Test
    void aTuningThatDoesNotPayIsToldSo() throws IOException {
        Run run = train(
                "cnn --views 1 --folds 2 --tune-epochs 1 --tune-rate 0 --head-rate 0 --tune-from " + firstMap(),
                squares("data", 4, 4, 4),
                temp.resolve("out"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("tuning does not pay on these pictures");
        String frozen =
                run.out().split("the frozen head ", 2)[1].lines().findFirst().orElseThrow();
        assertThat(run.out()).contains("test accuracy " + frozen);
    }

    /** What is known of a version must not depend on the way in which it was trained. */
    @Test
    void everyWayOfTrainingIsRegisteredWithWhatItCameTo() throws IOException {
        Path data = squares("data", 6, 6, 6);
        Path cache = temp.resolve("cache");
        String few = " --views 1 --cache " + cache + " --register " + temp.resolve("models/squares");
        List<String> ways = List.of(
                "cnn --folds 2" + few,
                "cnn --folds 0 --tune-epochs 2 --tune-from " + firstMap() + few,
                "protopnet --folds 2 --per-class 2 --channels 8 --epochs 2 --cache " + temp.resolve("maps")
                        + few.replace(" --cache " + cache, ""),
                "nbdt --folds 2" + few);
        for (int i = 0; i < ways.size(); i++) {
            Run run = train(ways.get(i), data, temp.resolve("out" + i));
            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out()).contains("registered as version " + (i + 1) + " of squares");
        }
        ModelRegistry registry = ModelRegistry.open(temp.resolve("models"));
        for (int number = 1; number <= ways.size(); number++) {
            ModelVersion version = registry.version("squares", number);
            version.requireIntact(registry.path("squares", number));
            assertThat(version.files()).containsKeys("model.onnx", "classes.png", "samples.png", "results.json");
            assertThat(version.data().get("train").pictures()).isEqualTo(18);
            if (number != 2) {
                assertThat(version.metrics()).containsKeys("test-accuracy", "test-accuracy-low", "test-accuracy-high");
            }
        }
        assertThat(TrainingLog.read(registry.path("squares", 2)).curve("train-loss"))
                .hasSize(2);
        assertThat(registry.version("squares", 2).files()).containsKeys("metrics.jsonl", "curves.png");
        assertThat(registry.version("squares", 3).files()).containsKeys("prototypes.json", "prototypes/000.png");
        assertThat(registry.version("squares", 4).files()).containsKey("hierarchy.json");
        Path curves = temp.resolve("curves.png");
        Run compared = xai("models compare", temp.resolve("models"), "squares --out", curves);
        assertThat(compared.out()).contains("all tested on the same: 18 pictures", "95 % interval");
        assertThat(curves).exists();
    }

    @Test
    void whatAnotherTrainingCameToIsForgotten() throws IOException {
        Path out = Files.createDirectories(temp.resolve("out"));
        Files.writeString(out.resolve("results.json"), "{\"test-accuracy\": 1.0, \"other\": 2.0}");
        Run run = train("cnn --views 1 --folds 0", squares("data", 3, 3, 3), out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(TrainingResults.read(out))
                .containsKey("train-accuracy")
                .doesNotContainKeys("test-accuracy", "other");
    }

    /** With rates of zero the tuned tree is the one that the file's own head makes, which was fitted to many more pictures than there are here. */
    @Test
    void aFileThatTellsTheClassesIsTunedForATreeFromItsOwnHead() throws IOException {
        Path own = temp.resolve("own");
        assertThat(train("cnn --views 1 --folds 0", squares("many", 9, 9, 9), own)
                        .status())
                .isZero();
        Path few = squares("few", 2, 2, 2);
        String asked = "train nbdt --views 1 --folds 2 --tune-epochs 1 --tune-rate 0 --head-rate 0 --tune-from "
                + firstMap() + " --preprocess unit --from";
        Run run = xai(asked, own.resolve("model.onnx"), "--data", few, "--out", temp.resolve("tuned"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).containsOnlyOnce("its own head is where the tuning begins");
        assertThat(said(run, "tuned")).isEqualTo(said(run, "frozen")).hasSize(3);
        try (OnnxModel before = OnnxModel.open(own.resolve("model.onnx"), LoadOptions.defaults());
                OnnxModel after = OnnxModel.open(temp.resolve("tuned/model.onnx"), LoadOptions.defaults())) {
            Tensor image = before.spec().prepare(picture(1, 3)).batch();
            assertThat(after.predict(image)).isEqualTo(before.predict(image));
        }
    }

    private static List<String> said(Run run, String when) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith(when + " "))
                .map(line -> line.substring(when.length()).strip())
                .toList();
    }

    @Test
    void theUpperLayersAreTunedForATree() throws IOException {
        Path out = temp.resolve("out");
        Run run = train(
                "nbdt --views 2 --folds 2 --tune-epochs 2 --tune-from " + firstMap(), squares("data", 4, 4, 4), out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "epoch  2", "tuned    soft tree ", "tuned    hard tree ", "tuned    network ", "test accuracy");
        Run explained = xai(
                "explain",
                out.resolve("model.onnx"),
                "--image",
                temp.resolve("data/red/1.png"),
                "--method nbdt-soft --out",
                temp,
                "--set",
                "hierarchy=" + out.resolve("hierarchy.json"));
        assertThat(explained.status()).as(explained.err()).isZero();
    }

    @Test
    void prototypesAndUpperLayersAreTrainedTogether() throws IOException {
        Path out = temp.resolve("out");
        Path data = squares("data", 5, 5, 5);
        String joint = "protopnet --views 2 --per-class 2 --folds 2 --tune-epochs 2 --tune-from ";
        Run run = train(joint + firstMap(), data, out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "MB for them", "epoch  2", "prototypes on frozen features ", "test accuracy", " prototypes  ");
        assertThat(out).isDirectoryContaining("glob:**prototypes.png");
        assertThat(out).isDirectoryContaining("glob:**curves.png");
        Run explained = xai(
                "explain",
                out.resolve("model.onnx"),
                "--image",
                temp.resolve("data/red/1.png"),
                "--method prototypes --out",
                temp);
        assertThat(explained.status()).as(explained.err()).isZero();
        Path other = temp.resolve("other");
        assertRefused(train(joint + "nothing", data, other), "nothing");
        assertRefused(train(joint + firstMap() + " --keep best", data, other), "--keep");
        assertRefused(train(joint + firstMap() + " --cluster -1", data, other), "cluster");
        assertThat(other).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theUpperLayersAreTunedForATreeThatWasGiven(int alone) throws IOException {
        List<Integer> together =
                IntStream.range(0, 3).filter(k -> k != alone).boxed().toList();
        List<Hierarchy.Node> nodes = new ArrayList<>();
        List<String> labels = LABELS.stream().sorted().toList();
        labels.forEach(label -> nodes.add(new Hierarchy.Node(label, List.of())));
        nodes.add(new Hierarchy.Node("together", together));
        nodes.add(new Hierarchy.Node("all", List.of(alone, 3)));
        Path given = temp.resolve("given.json");
        HierarchyFile.write(new Hierarchy(3, nodes, 4), given);
        Path out = temp.resolve("out");
        Run run = train(
                "nbdt --views 1 --folds 2 --tune-epochs 1 --hierarchy " + given + " --tune-from " + firstMap(),
                squares("data", 4, 4, 4),
                out);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(HierarchyFile.read(out.resolve("hierarchy.json"), 3, labels).nodes())
                .extracting(Hierarchy.Node::children)
                .isEqualTo(nodes.stream().map(Hierarchy.Node::children).toList());
    }

    @Test
    void theBestEpochOfATuningIsChosenOnPicturesHeldOut() throws IOException {
        Path data = squares("data", 12, 12, 12);
        Run run = train(
                "cnn --views 2 --folds 0 --keep best --patience 1 --tune-epochs 3 --tune-from " + firstMap(),
                data,
                temp.resolve("out"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("epoch  1 .* held out: .* of 6\\)");
        String few = "cnn --views 1 --folds 0 --keep best --tune-epochs 1 --tune-from " + firstMap();
        assertRefused(train(few, squares("few", 2, 2, 2), temp.resolve("few")), "--keep best", "a class of 2");
        assertRefused(train("cnn --keep best", data, temp.resolve("other")), "--keep best", "convex");
        assertRefused(train("protopnet --patience 2", data, temp.resolve("other")), "--patience", "pushed");
        assertRefused(train("cnn --patience -1", data, temp.resolve("other")), "patience of -1");
        assertThat(temp.resolve("other")).doesNotExist();
    }

    /** The first layer after an activation, as inspect lists it. */
    private static String firstMap() {
        return xai("inspect", MODEL)
                .out()
                .lines()
                .filter(line -> line.contains(" Relu "))
                .map(line -> line.strip().split(" ", -1)[0])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatCannotBeTrainedIsRefusedInOneLineAndNothingIsWritten() throws IOException {
        Path out = temp.resolve("out");
        Path data = squares("data", 6, 6, 6);
        assertRefused(train("cnn --layer nothing", data, out), "nothing");
        assertRefused(train("cnn --tune-from nothing", data, out), "nothing");
        assertRefused(train("cnn --tune-from auto --tune-mixing 2", data, out), "mixing cannot be 2");
        assertRefused(train("cnn --tune-from auto --tune-smoothing 1", data, out), "smoothing cannot be 1");
        assertRefused(train("protopnet --per-class 7", data, out), "\"blue\"", "6 pictures", "7 prototypes");
        assertRefused(train("cnn --views 0", data, out), "0 views");
        assertRefused(train("cnn", squares("one", 5, 5, 1), out), "\"blue\" has one picture");
        assertThat(out).doesNotExist();
        Path clash = squares("clash", 3, 3);
        Files.createDirectories(clash.resolve("Red"));
        Png.write(picture(2, 1), clash.resolve("Red/1.png"));
        assertRefused(train("cnn", clash, out), "\"Red\"", "\"red\"", "clash");
        Path other = temp.resolve("other.onnx");
        Files.writeString(other, "no model");
        assertRefused(xai("train cnn --from", other, "--data", data, "--out", out), "other.onnx");
        assertThat(out.resolve("model.onnx")).doesNotExist();
    }

    @Test
    void aCacheOfAnotherBackboneIsRefused() throws IOException {
        Path data = squares("data", 3, 3, 3);
        Path cache = temp.resolve("cache");
        assertThat(train("cnn --views 1 --folds 0 --cache " + cache, data, temp.resolve("out"))
                        .status())
                .isZero();
        Run other = xai(
                "train cnn --views 1 --preprocess tf --cache " + cache + " --from",
                MODEL,
                "--data",
                data,
                "--out",
                temp.resolve("other"));
        assertRefused(other, "holds features of another backbone: cnn_gap.onnx", "--preprocess unit");
        assertThat(temp.resolve("other")).isEmptyDirectory();
    }
}
