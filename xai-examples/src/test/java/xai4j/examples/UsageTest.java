package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.explain.InputRecord;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.io.Npy;
import xai4j.json.ExplanationJson;
import xai4j.model.PreprocessingOrigin;
import xai4j.render.Png;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** What the commands refuse, in one line and before anything is written. */
class UsageTest {
    private static final Path MODEL = Path.of("../xai-onnx/src/test/resources/goldens/models/cnn_gap.onnx");

    @TempDir
    Path temp = Path.of("");

    private Path tensor = Path.of("");
    private Path out = Path.of("");

    /** What a run left behind. */
    private record Run(int status, String out, String err) {}

    @BeforeEach
    void files() {
        tensor = temp.resolve("x.npy");
        out = temp.resolve("out");
        float[] values = new float[3 * 32 * 32];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        Npy.write(Tensor.of(Shape.of(3, 32, 32), values), tensor);
    }

    private static Run xai(Object... arguments) {
        StringWriter printed = new StringWriter();
        StringWriter complaints = new StringWriter();
        String[] texts = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        int status = Main.commandLine()
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(complaints, true))
                .execute(texts);
        return new Run(status, printed.toString(), complaints.toString());
    }

    private Run explain(String method, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("explain", MODEL, "--method", method));
        arguments.addAll(Arrays.asList(more));
        if (!arguments.contains("--tensor") && !arguments.contains("--image")) {
            arguments.addAll(List.of("--tensor", tensor));
        }
        if (!arguments.contains("--out")) {
            arguments.addAll(List.of("--out", out));
        }
        return xai(arguments.toArray());
    }

    private static void assertRefused(Run run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err().strip().lines()).as(run.err()).hasSize(1);
        assertThat(run.err()).startsWith("xai: ").contains(words).doesNotContain("Exception", "Error:", "xai4j.");
    }

    @Test
    void aTensorIsNotOverwritten() throws IOException {
        Path own = temp.resolve("saliency.npy");
        Files.copy(tensor, own);
        assertRefused(explain("saliency", "--tensor", own, "--out", temp), "would overwrite the input", "saliency.npy");
        assertThat(own).hasSameBinaryContentAs(tensor);
        assertThat(temp.resolve("saliency.json")).doesNotExist();
    }

    @Test
    void neitherAreFilesThatOptionsAndLinksName() throws IOException {
        Files.createDirectory(out);
        Path baseline = Files.copy(tensor, out.resolve("integrated-gradients.npy"));
        Path link = Files.createSymbolicLink(temp.resolve("link.npy"), baseline);
        for (String value : List.of("" + baseline, "file:" + baseline, "zero,file:" + baseline, "" + out, "" + link)) {
            assertRefused(explain("integrated-gradients", "--set", "baseline=" + value), "would overwrite the input");
        }
        Path labels = Files.writeString(out.resolve("saliency.png"), "a\nb\nc\nd\ne\n");
        assertRefused(explain("saliency", "--labels", labels), "would overwrite the input", "saliency.png");
        assertRefused(
                xai("visualize", MODEL, "--target", 0, "--labels", labels, "--out", labels),
                "would overwrite the input");
    }

    @Test
    void theDescriptionBesideAPrototypeNetworkIsNotOverwritten() throws IOException {
        Path model = Files.copy(MODEL, temp.resolve("model.onnx"));
        Path description = Files.writeString(temp.resolve("prototypes.json"), "[]");
        assertRefused(
                xai("explain", model, "--method", "prototypes", "--tensor", tensor, "--out", temp),
                "would overwrite the input",
                "prototypes.json");
        assertThat(description).hasContent("[]");
    }

    @Test
    void threadsAreAWordOrANumber() {
        assertRefused(explain("saliency", "--threads", "some"), "--threads some", "deterministic, all or a number");
        assertRefused(explain("saliency", "--threads", "-1"), "--threads -1");
        for (String threads : List.of("deterministic", "all", "0", "2")) {
            Run run = explain("saliency", "--threads", threads, "--out", temp.resolve(threads));
            assertThat(run.status()).as(run.err()).isZero();
        }
    }

    @Test
    void aFolderInTheWayStopsTheMethodBeforeItWrites() throws IOException {
        Files.createDirectories(out.resolve("saliency.png"));
        assertRefused(explain("saliency"), "cannot write", "saliency.png", "it is a folder");
        assertThat(out.resolve("saliency.png")).isDirectory();
        assertThat(out.resolve("saliency.json")).doesNotExist();
    }

    @Test
    void emptyValuesAreNoPaths() {
        assertRefused(explain("saliency", "--out", ""), "--out has no value");
        assertRefused(explain("integrated-gradients", "--set", "baseline="), "--set baseline= has no value");
        assertRefused(explain("saliency", "--labels", " "), "--labels has no value");
    }

    @Test
    void missingFilesAndFilesInPlaceOfFoldersAreNamedOnce() {
        Path none = temp.resolve("none.npy");
        Run missing = explain("saliency", "--tensor", none);
        assertRefused(missing, "none.npy: there is no such file");
        assertThat(missing.err()).containsOnlyOnce("none.npy");
        Run file = explain("saliency", "--out", tensor);
        assertRefused(file, "cannot be made: it is a file");
        assertThat(file.err()).containsOnlyOnce("x.npy");
        assertRefused(explain("saliency", "--out", tensor.resolve("below")), "below cannot be made", "is a file");
    }

    @Test
    void pictureFoldersAreMade() {
        Path picture = temp.resolve("new").resolve("v.png");
        Run run = xai("visualize", MODEL, "--target", 0, "--set", "steps=2", "--out", picture);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(picture).isRegularFile();
    }

    @Test
    void usageErrorsAreOneSentence() {
        assertRefused(
                xai("explain", MODEL, "--method", "lime", "--tensor", tensor), "missing required option", "--out");
        assertRefused(xai("explain", MODEL, "--method", "lime", "--out", out), "missing required argument", "--image");
        assertRefused(explain("lime", "--set", "foo"), "the value of '--set'");
        assertRefused(xai("foo", "--help"), "unknown command \"foo\"", "explain");
        assertRefused(xai("foo"), "unknown command \"foo\"");
        assertRefused(xai("train"), "cnn");
        assertThat(out).doesNotExist();
    }

    @Test
    void whatSeveralMethodsHaveAgainstAnInputIsSaidOnce() {
        assertRefused(explain("saliency,lime", "--target", 77), "xai: saliency, lime: target 77");
    }

    /** Its shapes fit by the rules of the file, but not by those of the engine. */
    @Test
    void inspectPromisesNothingOfAFileThatCannotRun() {
        Run run = xai("inspect", Path.of("../xai-onnx/src/test/resources/cases/hostile/t0_9.onnx"));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .filteredOn(line -> line.startsWith("explainers"))
                .singleElement()
                .asString()
                .contains("none: tried once, it failed", "kernel_shape");
        assertThat(run.out()).doesNotContain("  saliency");
    }

    @Test
    void optionsOfTheCommandAreForWhoeverCanUseThem() {
        Run run = explain("saliency,lime", "--seed", 3, "--segmenter", "grid:2x2", "--layer", "relu3");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(ExplanationJson.read(out.resolve("lime.json")).provenance().options())
                .containsEntry("seed", "3");
        assertRefused(explain("saliency", "--set", "seed=3"), "no option \"seed\" in saliency");
    }

    @Test
    void valuesThatAreNotFiniteAreBlamedOnTheirFile() {
        Path bad = temp.resolve("bad.npy");
        float[] values = new float[3 * 32 * 32];
        values[32 * 32 + 5] = Float.NaN;
        Npy.write(Tensor.of(Shape.of(3, 32, 32), values), bad);
        String where = "bad.npy holds 1 values that are not finite, the first (NaN) at [1, 0, 5]";
        assertRefused(explain("saliency", "--tensor", bad), where);
        assertRefused(explain("integrated-gradients", "--set", "baseline=" + bad), where);
        assertRefused(explain("rise", "--set", "masks=file:" + bad), where);
    }

    @Test
    void samplesBeyondWhatCanBeDrawnAreRefused() {
        assertRefused(explain("kernel-shap", "--set", "samples=536870911"), "samples", "1048576");
        assertRefused(explain("lime", "--set", "samples=2000000000"), "samples", "1048576");
        assertRefused(
                explain("shapley-sampling", "--segmenter", "grid:8x8", "--set", "permutations=16777216"), "1048576");
    }

    @Test
    void anAssumedPreprocessingIsSaidAndEveryoneIsRecorded() throws IOException {
        Path picture = temp.resolve("picture.png");
        Png.write(new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB), picture);
        assertThat(xai("inspect", MODEL).out()).contains("preprocessing  imagenet (assumed");
        assertThat(xai("inspect", MODEL, "--preprocess", "tf").out())
                .contains("preprocessing  tf" + System.lineSeparator());
        Run assumed = explain("saliency,lime,eigen-cam", "--image", picture, "--resize", "letterbox");
        assertThat(assumed.status()).as(assumed.err()).isZero();
        assertThat(assumed.out()).containsOnlyOnce("imagenet is assumed; give --preprocess");
        for (String method : List.of("saliency", "lime", "eigen-cam")) {
            InputRecord input = ExplanationJson.read(out.resolve(method + ".json"))
                    .provenance()
                    .input()
                    .orElseThrow();
            assertThat(input.origin()).isEqualTo(PreprocessingOrigin.ASSUMED);
            assertThat(input.preprocessing()).isEqualTo(Preprocessing.imagenet().withResizeMode(ResizeMode.LETTERBOX));
            assertThat(input.source()).isEqualTo(InputRecord.Source.PHOTOGRAPH);
        }
        Run given = explain("saliency", "--image", picture, "--preprocess", "tf");
        assertThat(given.out()).doesNotContain("assumed");
        assertThat(explain("saliency").out()).doesNotContain("assumed");
    }

    /** What is assumed is printed whole; given back, it makes the same bits. */
    @Test
    void anAssumptionGivenBackAsOptionsMakesTheSameBits() throws IOException {
        BufferedImage drawn = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 50; x++) {
                drawn.setRGB(x, y, x * 5 << 16 | y * 6 << 8 | (x * y & 0xFF));
            }
        }
        Path picture = temp.resolve("picture.png");
        Png.write(drawn, picture);
        Run assumed = explain("saliency", "--image", picture, "--resize", "crop", "--crop", "0.8");
        byte[] values = Files.readAllBytes(out.resolve("saliency.npy"));
        String options = assumed.out()
                .lines()
                .filter(line -> line.startsWith("  --preprocess"))
                .findFirst()
                .orElseThrow()
                .strip();
        assertThat(options).contains("--resize crop --crop 0.8 ", "--mean 0.485,0.456,0.406", "--std", "--colors rgb");
        assertThat(xai("inspect", MODEL).out()).contains("--preprocess imagenet --resize squash");
        List<Object> back = new ArrayList<>(List.of("--image", picture));
        back.addAll(List.of(options.split(" ", -1)));
        Run given = explain("saliency", back.toArray());
        assertThat(given.status()).as(given.err()).isZero();
        assertThat(given.out()).doesNotContain("assumed");
        assertThat(Files.readAllBytes(out.resolve("saliency.npy"))).isEqualTo(values);
        assertThat(ExplanationJson.read(out.resolve("saliency.json"))
                        .provenance()
                        .input()
                        .orElseThrow()
                        .preprocessing()
                        .name())
                .isEqualTo("imagenet");
        assertRefused(explain("saliency", "--mean", "1,2,3"), "--mean stands alone", "--preprocess");
        assertRefused(explain("saliency", "--preprocess", "raw", "--std", "0"), "--std 0");
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() {
        assertRefused(
                explain("lrp-epsilon", "--set", "low=2", "--set", "high=-2"), "low 2.0 is not below option high -2.0");
        assertRefused(
                explain("integrated-gradients", "--set", "rule=riemann-trapezoid", "--set", "steps=1"),
                "at least 2 steps");
        assertRefused(explain("saliency", "--set", "absolute=maybe"), "true|false");
    }

    @Test
    void labelsMayBeginWithAByteOrderMarkAndMustTellClassesApart() throws IOException {
        Path labels = Files.writeString(temp.resolve("labels.txt"), "\uFEFFa\nb\nb\nd\ne\n");
        assertRefused(explain("saliency", "--labels", labels, "--target", "b"), "ambiguous", "1, 2");
        assertThat(explain("saliency", "--labels", labels, "--target", "a").status())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"--threads, -1", "--seeds, 0", "--seeds, 1"})
    void numbersOutsideTheirRangeAreRefused(String option, String value) {
        assertRefused(explain("lime", option, value), option + " " + value);
        assertThat(out).doesNotExist();
    }

    private void attribution(int height, int width, float value) {
        float[] values = new float[height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = value * (float) Math.cos(i);
        }
        Npy.write(Tensor.of(Shape.of(height, width), values), temp.resolve("a.npy"));
    }

    @Test
    void anExplanationMadeElsewhereIsJudged() throws IOException {
        attribution(32, 32, 1);
        Run run = xai(
                "evaluate",
                MODEL,
                "--tensor",
                tensor,
                "--attribution",
                temp.resolve("a.npy"),
                "--metric",
                "deletion,sparseness",
                "--set",
                "deletion.step=256",
                "--out",
                out);
        assertThat(run.status()).as(run.err()).isZero();
        String json = Files.readString(out.resolve("evaluation.json"));
        assertThat(json).contains("\"metrics\"").contains("\"deletion\"").contains("\"curves\"");
    }

    @Test
    void aMetricWithoutANumberIsNamedAndTheOthersAreWritten() throws IOException {
        attribution(32, 32, 0);
        Run run = xai(
                "evaluate",
                MODEL,
                "--tensor",
                tensor,
                "--attribution",
                temp.resolve("a.npy"),
                "--metric",
                "deletion,effective-complexity,pointing-game",
                "--out",
                out);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("deletion has no number: every place has the same attribution")
                .contains("pointing-game has no number")
                .contains("where the object is");
        assertThat(Files.readString(out.resolve("evaluation.json"))).contains("\"effective-complexity\" : 0.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--metric deletion | --attribution",
                "--attribution a.npy --metric deletionn | unknown metric",
                "--attribution a.npy --metric deletion --set stepp=3 | no option \"stepp\"",
                "--attribution small.npy --metric auc --mask small.npy | the mask has 4×3",
                "--attribution bad.npy --metric auc | does not fit the input",
                "--attribution a.npy | no metric is asked for"
            })
    void whatCannotBeJudgedIsOneLine(String arguments, String message) {
        attribution(32, 32, 1);
        Npy.write(Tensor.of(Shape.of(3, 4), new float[12]), temp.resolve("small.npy"));
        Npy.write(Tensor.of(Shape.of(2, 3, 4), new float[24]), temp.resolve("bad.npy"));
        List<Object> all = new ArrayList<>(List.of("evaluate", MODEL, "--tensor", tensor, "--out", out));
        for (String word : arguments.strip().split(" ")) {
            all.add(word.endsWith(".npy") ? temp.resolve(word) : word);
        }
        Run run = xai(all.toArray());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip()).contains(message).doesNotContain("\n");
        assertThat(out).doesNotExist();
    }

    @Test
    void aFolderOfPicturesIsEvaluatedBesideBaselines() throws IOException {
        Path data = Files.createDirectories(temp.resolve("data/class 3"));
        for (int i = 0; i < 3; i++) {
            BufferedImage picture = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
            for (int x = 0; x < 1440; x++) {
                picture.setRGB(x % 40, x / 40, x * 7919 * (i + 1) & 0xFFFFFF);
            }
            Png.write(picture, data.resolve(i + ".png"));
        }
        Object[] command = {
            "evaluate",
            MODEL,
            "--preprocess",
            "unit",
            "--data",
            temp.resolve("data"),
            "--method",
            "grad-cam,saliency",
            "--metric",
            "deletion,sparseness",
            "--out",
            out
        };
        Run run = xai(command);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("plan: 3 pictures").contains("(random)").contains("accuracy");
        assertThat(out.resolve("evaluation.png")).exists();
        assertThat(out.resolve("evaluation.progress")).doesNotExist();
        Files.writeString(data.resolve("9.png"), "no picture");
        Run refused = xai(command);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("9.png").contains("--skip-unreadable");
        List<Object> skipping = new ArrayList<>(Arrays.asList(command));
        skipping.add("--skip-unreadable");
        Run skipped = xai(skipping.toArray());
        assertThat(skipped.status()).isZero();
        assertThat(skipped.out()).contains("not read: class 3").contains("on 3 pictures");
        skipping.set(skipping.indexOf("deletion,sparseness"), "pointing-game");
        assertThat(xai(skipping.toArray()).err()).contains("--annotations");
    }
}
