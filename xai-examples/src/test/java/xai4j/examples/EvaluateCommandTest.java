package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xai4j.io.Npy;
import xai4j.render.Png;
import xai4j.tensor.Tensor;

/** {@code xai evaluate} as its users meet it. */
class EvaluateCommandTest {
    private static final Path GOLDENS = Path.of("../xai-onnx/src/test/resources/goldens");
    private static final Path MODEL = GOLDENS.resolve("models/cnn_gap.onnx");
    private static final int SIDE = 32;
    private static final int COUNT = 5;

    @TempDir
    private Path temp = Path.of("");

    private Path pictures = Path.of("");

    private record Run(int status, String out, String err) {}

    @BeforeEach
    void pictures() throws IOException {
        pictures = Files.createDirectory(temp.resolve("pictures"));
        for (int i = 0; i < COUNT; i++) {
            BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int at = 0; at < SIDE * SIDE; at++) {
                boolean inside = isInside(at % SIDE, at / SIDE, i);
                picture.setRGB(at % SIDE, at / SIDE, inside ? 0xE0C020 + 37 * i : 0x203040 + (at * 7 & 15));
            }
            Png.write(picture, pictures.resolve("p" + i + ".png"));
        }
    }

    /** Rows 6 to 20, columns from 8 on; wider from picture to picture. */
    private static boolean isInside(int x, int y, int number) {
        return y >= 6 && y < 21 && x >= 8 && x < 18 + number;
    }

    private static Run xai(Object... arguments) {
        StringWriter printed = new StringWriter();
        StringWriter complaints = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(printed, true))
                .setErr(new PrintWriter(complaints, true))
                .execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        return new Run(status, printed.toString(), complaints.toString());
    }

    private Run evaluate(Path out, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("evaluate", MODEL, "--data", pictures, "--out", out));
        arguments.addAll(List.of("--preprocess", "unit"));
        arguments.addAll(Arrays.asList(more));
        return xai(arguments.toArray());
    }

    private static JsonNode json(Path out) throws IOException {
        return new ObjectMapper().readTree(out.resolve("evaluation.json").toFile());
    }

    /** The numbers of every picture and method; not the seconds. */
    private static Map<String, String> numbers(Path out) throws IOException {
        Map<String, String> numbers = new TreeMap<>();
        for (JsonNode score : json(out).get("scores")) {
            numbers.put(
                    score.get("picture").asText() + " " + score.get("method").asText(),
                    score.get("metrics").toString());
        }
        return numbers;
    }

    private static void assertRefused(Run run, String... words) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err().strip().lines()).as(run.err()).hasSize(1);
        assertThat(run.err()).startsWith("xai: ").contains(words).doesNotContain("Exception", "xai4j.");
    }

    private Path annotations(String kind) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(kind));
        StringBuilder images = new StringBuilder();
        StringBuilder boxes = new StringBuilder();
        StringBuilder table = new StringBuilder("file,mask,species\n");
        for (int i = 0; i < COUNT; i++) {
            int right = 18 + i;
            images.append(i == 0 ? "" : ",")
                    .append("{\"id\":%d,\"file_name\":\"p%d.png\",\"width\":32,\"height\":32}".formatted(i, i));
            boxes.append(i == 0 ? "" : ",").append("{\"image_id\":%d,\"bbox\":[8,6,%d,15]}".formatted(i, right - 8));
            table.append("../pictures/p%d.png,mask%d.png,tarrel%n".formatted(i, i));
            if (kind.equals("voc")) {
                Files.writeString(
                        folder.resolve("p" + i + ".xml"),
                        ("<annotation><size><width>32</width><height>32</height></size><object><bndbox><xmin>9</xmin>"
                                        + "<ymin>7</ymin><xmax>%d</xmax><ymax>21</ymax></bndbox></object></annotation>")
                                .formatted(right));
            } else if (!kind.equals("coco")) {
                BufferedImage mask = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
                for (int at = 0; at < SIDE * SIDE; at++) {
                    mask.getRaster().setSample(at % SIDE, at / SIDE, 0, isInside(at % SIDE, at / SIDE, i) ? 255 : 0);
                }
                Png.write(mask, folder.resolve((kind.equals("table") ? "mask" : "p") + i + ".png"));
            }
        }
        return switch (kind) {
            case "coco" ->
                Files.writeString(
                        folder.resolve("coco.json"), "{\"images\":[" + images + "],\"annotations\":[" + boxes + "]}");
            case "table" -> Files.writeString(folder.resolve("birds.csv"), table);
            default -> folder;
        };
    }

    @Test
    void theSameObjectsInEveryFormGiveTheSameNumbers() throws IOException {
        Map<String, String> first = null;
        for (String kind : List.of("coco", "voc", "masks", "table")) {
            Path out = temp.resolve("out-" + kind);
            Run run = evaluate(
                    out,
                    "--method",
                    "grad-cam",
                    "--metric",
                    "pointing-game,relevance-mass",
                    "--annotations",
                    annotations(kind));
            assertThat(run.status()).as(kind + run.err()).isZero();
            assertThat(run.out()).doesNotContain("without a number");
            Map<String, String> found = numbers(out);
            assertThat(found).as(kind).hasSize(4 * COUNT);
            first = first == null ? found : first;
            assertThat(found).as(kind).isEqualTo(first);
        }
    }

    @Test
    void annotationsThatDoNotFitAreANamedGap() throws IOException {
        Path coco = annotations("coco");
        Files.writeString(
                coco,
                Files.readString(coco)
                        .replace("\"p1.png\",\"width\":32", "\"p1.png\",\"width\":64")
                        .replace("{\"image_id\":2,\"bbox\":[8,6,12,15]},", ""));
        Run run = evaluate(
                temp.resolve("out"),
                "--method",
                "grad-cam",
                "--metric",
                "relevance-mass,sparseness",
                "--annotations",
                coco);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("the annotation is of 64×32 pixels and the picture has 32×32")
                .contains("relevance-mass needs to know where the object is")
                .contains("without a number on 2");
        JsonNode scores = json(temp.resolve("out")).get("scores");
        for (JsonNode score : scores) {
            String picture = score.get("picture").asText();
            boolean marked = !picture.equals("p1.png") && !picture.equals("p2.png");
            assertThat(score.get("metrics").has("relevance-mass")).as(picture).isEqualTo(marked);
            assertThat(score.get("metrics").has("sparseness")).isTrue();
        }
    }

    @Test
    void whatIsMissingIsSaidInOneLineBeforeAnythingIsMeasured() throws IOException {
        Path out = temp.resolve("out");
        assertRefused(
                evaluate(out, "--method", "grad-cam", "--metric", "relevance-mass"),
                "where the objects are",
                "--annotations");
        assertRefused(evaluate(out, "--method", "grad-cam", "--metric", "deletoin"), "deletoin", "deletion");
        assertRefused(evaluate(out, "--metric", "deletion"), "--method");
        assertRefused(evaluate(out, "--method", "grad-cam"), "--metric");
        assertRefused(
                evaluate(out, "--method", "attention-rollout", "--metric", "deletion"),
                "attention-rollout cannot explain cnn_gap.onnx");
        assertRefused(
                evaluate(out, "--method", "grad-cam", "--metric", "deletion", "--set", "stepp=3"), "stepp", "step");
        Path other = Files.writeString(temp.resolve("other.json"), "{\"images\":[],\"annotations\":[]}");
        assertRefused(
                evaluate(out, "--method", "grad-cam", "--metric", "auc", "--annotations", other),
                "knows none of the pictures");
        assertRefused(
                xai(
                        "evaluate",
                        MODEL,
                        "--data",
                        temp.resolve("nowhere"),
                        "--method",
                        "cam",
                        "--metric",
                        "auc",
                        "--out",
                        out),
                "nowhere");
        assertThat(out).doesNotExist();
    }

    @Test
    void aPictureThatCannotBeReadEndsTheRunOrIsSkippedAndListed() throws IOException {
        Files.write(pictures.resolve("p9.png"), Arrays.copyOf(Files.readAllBytes(pictures.resolve("p0.png")), 60));
        Path out = temp.resolve("out");
        assertRefused(evaluate(out, "--method", "grad-cam", "--metric", "sparseness"), "p9.png", "--skip-unreadable");
        Run run = evaluate(out, "--method", "grad-cam", "--metric", "sparseness", "--skip-unreadable");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("on 5 pictures, 1 could not be read", "not read: p9.png");
        assertThat(json(out).get("unread").has("p9.png")).isTrue();
    }

    @Test
    void aMapThatSaysNothingHasANamedGapAndNoNumber() throws IOException {
        BufferedImage grey = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Png.write(grey, pictures.resolve("black.png"));
        Path out = temp.resolve("out");
        Run run = evaluate(out, "--method", "input-x-gradient", "--metric", "sparseness,deletion,entropy");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("no number for", "same attribution");
        for (JsonNode score : json(out).get("scores")) {
            if (score.get("picture").asText().equals("black.png")
                    && score.get("method").asText().equals("input-x-gradient")) {
                assertThat(score.get("metrics")).isEmpty();
                assertThat(score.get("gaps")).hasSize(3);
            }
        }
    }

    @Test
    void whatWasMeasuredBeforeTheTimeEndedIsKept() throws IOException {
        Path out = temp.resolve("out");
        Run none = evaluate(out, "--method", "grad-cam", "--metric", "sparseness", "--max-seconds", "1e-9");
        assertThat(none.status()).as(none.err()).isZero();
        assertThat(none.out()).contains("the time ended after 0 of 5 pictures; the same command goes on from there");
        assertThat(json(out).get("complete").asBoolean()).isFalse();
        Run rest = evaluate(out, "--method", "grad-cam", "--metric", "sparseness");
        assertThat(rest.status()).isZero();
        assertThat(json(out).get("complete").asBoolean()).isTrue();
        assertThat(json(out).get("pictures").asInt()).isEqualTo(COUNT);
    }

    /** A run that is called off says so, and the same command goes on where it stopped and comes to the same numbers. */
    @Test
    void aRunThatIsCalledOffGoesOn() throws Exception {
        Path out = temp.resolve("out");
        Object[] question = {"--method", "occlusion,grad-cam", "--metric", "deletion", "--set", "step=1"};
        List<Run> ended = new ArrayList<>();
        Thread run = new Thread(() -> ended.add(evaluate(out, question)));
        run.start();
        Path progress = out.resolve("evaluation.progress");
        while (run.isAlive() && !Files.exists(progress)) {
            Thread.sleep(5);
        }
        run.interrupt();
        run.join();
        assertThat(ended.get(0).status()).as(ended.get(0).err()).isNotZero();
        assertThat(ended.get(0).err()).doesNotContain("\tat ");
        assertThat(out.resolve("evaluation.json")).doesNotExist();

        Run rest = evaluate(out, question);
        assertThat(rest.status()).as(rest.err()).isZero();
        assertThat(rest.out()).contains("were evaluated before");
        assertThat(progress).doesNotExist();
        Path fresh = temp.resolve("fresh");
        assertThat(evaluate(fresh, question).status()).isZero();
        assertThat(numbers(out)).isEqualTo(numbers(fresh));
    }

    @Test
    void anOptionMayBeOneMethodsAlone() throws IOException {
        Path out = temp.resolve("out");
        Run right = evaluate(
                out, "--method", "kernel-shap,occlusion", "--set", "kernel-shap.fill=grey", "--metric", "sparseness");
        assertThat(right.status()).as(right.err()).isZero();
        JsonNode methods = json(out).get("methods");
        assertThat(methods.get("kernel-shap").get("fill").asText()).isEqualTo("grey");
        assertThat(methods.get("occlusion").get("fill").asText()).isNotEqualTo("grey");
        assertRefused(
                evaluate(out, "--method", "occlusion", "--set", "kernel-shap.fill=grey", "--metric", "sparseness"),
                "kernel-shap.fill");
    }

    /** The golden of Captum: an explanation that is made by a method, perturbed by what a file holds. */
    @Test
    void oneExplanationIsJudgedAndMadeAgainWhereAMetricAsksForIt() throws IOException {
        Path tensor = temp.resolve("x.npy");
        Npy.write(Npy.readFloat(GOLDENS.resolve("cnn_gap/input.npy")).row(0), tensor);
        Tensor all = Npy.readFloat(GOLDENS.resolve("metrics/sens_noise.npy"));
        Tensor own = Tensor.zeros(xai4j.tensor.Shape.of(10, 3, SIDE, SIDE));
        for (int i = 0; i < own.size(); i++) {
            own.set(i, all.row(i / 3072).row(0).at(i % 3072));
        }
        Path noise = temp.resolve("noise.npy");
        Npy.write(own, noise);
        Path out = temp.resolve("out");
        Object[] start = {
            "evaluate", MODEL, "--tensor", tensor, "--metric", "max-sensitivity,random-logit", "--out", out
        };
        List<Object> made = new ArrayList<>(Arrays.asList(start));
        made.addAll(List.of("--method", "saliency", "--set", "absolute=false", "--set", "noise=" + noise));
        assertThat(xai(made.toArray()).status()).isZero();
        assertThat(json(out).get("metrics").get("max-sensitivity").asDouble()).isBetween(0.678202, 0.678203);
        assertRefused(xai(start), "--attribution", "--method");
        List<Object> two = new ArrayList<>(Arrays.asList(start));
        two.addAll(List.of("--method", "saliency,grad-cam"));
        assertRefused(xai(two.toArray()), "one --method");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--attribution", "--mask"})
    void whatBelongsToATensorIsRefusedBesideAFolder(String option) {
        assertThat(evaluate(temp.resolve("out"), "--method", "cam", "--metric", "auc", option, temp.resolve("a.npy"))
                        .err())
                .contains("belong to --tensor");
    }

    /** A setting that names its metric is told what that metric knows, another one what metrics and methods know; and a time that is none is no time. */
    @Test
    void settingsThatNobodyKnowsAreNamedWithWhatIsKnown() {
        Object[] folder = {
            "evaluate",
            MODEL,
            "--data",
            pictures,
            "--method",
            "saliency",
            "--metric",
            "deletion,sparseness",
            "--out",
            temp
        };
        Run own = xai(with(folder, "--set", "deletion.stepp=3"));
        assertThat(own.status()).isEqualTo(2);
        assertThat(own.err())
                .contains("no option \"stepp\" in deletion; known: fill, score, step")
                .doesNotContain("absolute");
        Run any = xai(with(folder, "--set", "nothing=3"));
        assertThat(any.status()).isEqualTo(2);
        assertThat(any.err())
                .contains("no option \"nothing\" in deletion, sparseness, saliency; known: fill")
                .contains("absolute");
        Run time = xai(with(folder, "--max-seconds", "-1"));
        assertThat(time.status()).isEqualTo(2);
        assertThat(time.err()).contains("max-seconds -1.0 is no time");
    }

    private static Object[] with(Object[] arguments, Object... more) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }
}
