package xai4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.image.ImageInput;
import xai4j.image.Preprocessing;
import xai4j.io.Npy;
import xai4j.model.ModelSpec;
import xai4j.onnx.export.OnnxAttribute;
import xai4j.onnx.export.OnnxWriter;
import xai4j.render.Png;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Targets that a model or a picture does not have: one line each, which says what is there instead. */
class BadTargetsTest {
    private static final Path GOLDENS = Path.of("../xai-onnx/src/test/resources/goldens/models");

    @TempDir
    Path temp = Path.of("");

    /** What a run left behind. */
    private record Run(int status, String err) {}

    private Run explain(Path model, String method, String target, Path picture) {
        StringWriter complaints = new StringWriter();
        boolean tensor = picture.toString().endsWith(".npy");
        int status = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter(), true))
                .setErr(new PrintWriter(complaints, true))
                .execute(
                        "explain",
                        model.toString(),
                        "--method",
                        method,
                        "--target",
                        target,
                        tensor ? "--tensor" : "--image",
                        picture.toString(),
                        "--out",
                        temp.resolve("out").toString());
        return new Run(status, complaints.toString().strip());
    }

    private static void assertRefused(Run run, String sentence) {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        List<String> lines = run.err().lines().toList();
        assertThat(lines.get(lines.size() - 1))
                .startsWith("xai: ")
                .contains(sentence)
                .doesNotContain("Exception");
        // what was assumed of the picture's preprocessing may be said before
        assertThat(lines.stream().filter(line -> line.startsWith("xai: "))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "box:7 | there is no box 7; detected are 0: ",
                "box:-1 | there is no box -1",
                "box@0,400,40,40 | no detected object overlaps the box (0, 400) to (40, 440); detected are 0: ",
                "box@0,400,0,40 | this one has no extent",
                "box@1,2 | write box:0",
                "box:first | write box:0",
                "boxes:1.5 | no detected object meets the target boxes:1.5",
                "zebra | no \"zebra\" is detected; detected are 0: ",
                "region:red thing | makes none",
                "1-0 | is a detector, whose targets are its detected objects: box:0, a label, boxes:0.5",
                "finer:2 | is a detector, whose targets are its detected objects"
            })
    void objectsThatAreNotThere(String target, String sentence) {
        Path detector = ColourDetector.write(temp.resolve("colours.onnx"));
        Path picture = temp.resolve("picture.png");
        Png.write(ColourDetector.picture(), picture);
        assertRefused(explain(detector, "saliency", target, picture), sentence);
    }

    @Test
    void aPlaceIsExplainedThroughTheObjectThere() {
        Path detector = ColourDetector.write(temp.resolve("colours.onnx"));
        Path picture = temp.resolve("picture.png");
        Png.write(ColourDetector.picture(), picture);
        assertThat(explain(detector, "saliency", "box@300,240,100,100", picture).status())
                .isZero();
        assertThat(temp.resolve("out/saliency.json")).content().contains("box@300,240,100,100", "green");
    }

    @Test
    void anObjectIsNoTargetOfAClassifier() {
        assertRefused(explain(GOLDENS.resolve("cnn_gap.onnx"), "saliency", "box:0", noise(32)), "is no detector");
        assertRefused(
                explain(GOLDENS.resolve("cnn_gap.onnx"), "d-rise", "box:0", noise(32)), "the model is no detector");
    }

    @Test
    void anEmbeddingOfAnotherLength() {
        Path other = temp.resolve("other.npy");
        Npy.write(Tensor.of(Shape.of(3), new float[] {1, 2, 3}), other);
        assertRefused(
                explain(GOLDENS.resolve("cnn_gap.onnx"), "grad-cam", "similar:" + other, noise(32)),
                "the embedding to be like has 3 values, the output of cnn_gap.onnx has ");
    }

    @Test
    void aModelWithoutAttention() {
        Stream.of("attention-rollout", "attention-relevance", "legrad")
                .forEach(method -> assertRefused(
                        explain(GOLDENS.resolve("cnn_gap.onnx"), method, "predicted", noise(32)),
                        "no attention was found in it"));
    }

    @Test
    void aMaskOfAnotherSizeAndAPixelOutside() {
        Path model = segmentation();
        Path mask = temp.resolve("mask.npy");
        Npy.write(Tensor.of(Shape.of(2, 3), new float[] {0, 1, 1, 0, 1, 1}), mask);
        assertRefused(explain(model, "saliency", "region:red@" + mask, noise(32)), "[2, 3]");
        assertRefused(
                explain(model, "saliency", "region:red@99,4", noise(32)),
                "the pixel 99,4 lies outside of what the model sees: columns 0 to 31 and rows 0 to 31 of the picture");
        assertRefused(explain(model, "saliency", "region:violet", noise(32)), "violet");
        assertRefused(explain(model, "saliency", "0-1", noise(32)), "is a segmentation, whose targets are regions");
    }

    /** A detector without suppression of its own lists one object twice. */
    @Test
    void twoBoxesThatCoincide() {
        ModelSpec spec = ModelSpec.of("twice", ImageInput.nchw(3, 32, 32)).withPreprocessing(Preprocessing.unit());
        OnnxWriter writer = OnnxWriter.of(spec, "images", 13);
        float[] objects = new float[10 * 6];
        for (int i = 0; i < 10; i++) {
            float[] object = {8, 8, 24, 24, i < 2 ? 0.9f - 0.1f * i : 0, 0};
            System.arraycopy(object, 0, objects, i * 6, 6);
        }
        writer.constant("listed", new long[] {1, 10, 6}, objects);
        writer.constant("few", new long[] {1, 1, 1, 1}, new float[] {1e-6f});
        writer.node("ReduceMean", List.of("images"), "mean");
        writer.node("Mul", List.of("mean", "few"), "little");
        writer.vector("flat", 1, 1, 1);
        writer.node("Reshape", List.of("little", "flat"), "added");
        writer.node("Add", List.of("listed", "added"), "found");
        writer.output("found", "output0");
        Path file = temp.resolve("twice.onnx");
        writer.write(file);
        assertRefused(
                explain(file, "d-rise", "box:1", noise(32)),
                "box 1 lies where box 0 does, and both are class 0: nothing tells them apart");
    }

    @Test
    void tokensThatFormNoGrid() {
        ModelSpec spec = ModelSpec.of("tokens", ImageInput.nchw(3, 32, 32)).withPreprocessing(Preprocessing.unit());
        OnnxWriter writer = OnnxWriter.of(spec, "images", 13);
        // two tokens of eight numbers, made of a picture of 32 × 32 pixels
        writer.vector("flat", -1, 3072);
        writer.constant("some", new long[] {3072, 16}, new float[3072 * 16]);
        writer.vector("two", -1, 2, 8);
        writer.constant("out", new long[] {16, 2}, new float[32]);
        writer.vector("all", -1, 16);
        writer.node("Reshape", List.of("images", "flat"), "pixels");
        writer.node("MatMul", List.of("pixels", "some"), "mixed");
        writer.node("Reshape", List.of("mixed", "two"), "v");
        writer.node("Transpose", List.of("v"), "k", OnnxAttribute.ints("perm", 0, 2, 1));
        writer.node("MatMul", List.of("v", "k"), "s");
        writer.node("Softmax", List.of("s"), "a", OnnxAttribute.of("axis", 2));
        writer.node("MatMul", List.of("a", "v"), "o");
        writer.node("Reshape", List.of("o", "all"), "f");
        writer.node("MatMul", List.of("f", "out"), "y");
        writer.output("y", "logits");
        Path file = temp.resolve("tokens.onnx");
        writer.write(file);
        Stream.of("attention-rollout", "attention-relevance", "legrad")
                .forEach(method -> assertRefused(
                        explain(file, method, "predicted", noise(32)), "2 tokens form no grid over an image of 32×32"));
    }

    private Path segmentation() {
        ModelSpec spec = ModelSpec.of("colours", ImageInput.nchw(3, 32, 32))
                .withLabels(List.of("red", "green"))
                .withPreprocessing(Preprocessing.unit());
        OnnxWriter writer = OnnxWriter.of(spec, "image", 13);
        writer.constant("colours", new long[] {2, 3, 1, 1}, new float[] {1, 0, 0, 0, 1, 0});
        writer.constant("same", new long[] {2, 2, 1, 1}, new float[] {1, 0, 0, 1});
        writer.node("Conv", List.of("image", "colours"), "seen");
        writer.node("Relu", List.of("seen"), "features");
        writer.node("Conv", List.of("features", "same"), "mixed");
        writer.output("mixed", "maps");
        Path file = temp.resolve("segmentation.onnx");
        writer.write(file);
        return file;
    }

    private Path noise(int side) {
        float[] values = new float[3 * side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.abs(Math.sin(i));
        }
        Path file = temp.resolve("noise.npy");
        Npy.write(Tensor.of(Shape.of(3, side, side), values), file);
        return file;
    }
}
