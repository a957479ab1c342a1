package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Models;
import xai4j.explain.Target;
import xai4j.image.Images;
import xai4j.image.Preprocessing;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.Score;
import xai4j.model.ScoreKind;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Classifiers that nobody here made, on photographs; skipped where the folder with them is absent. */
class RealModelsTest {
    private static final Path REAL = Path.of(System.getProperty("xai4j.shared", "../../shared"), "real");
    private static final List<String> CIFAR10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    @BeforeEach
    void realModelsAreThere() {
        assumeTrue(Files.isDirectory(REAL), "no real models at " + REAL);
    }

    @ParameterizedTest
    @CsvSource({
        "squeezenet11.onnx, caffe, 10",
        "squeezenet11_fp16.onnx, caffe, 10",
        "mobilenet_v1_025.onnx, tf, 9",
        "darknet_tiny.onnx, unit, 10"
    })
    void mostPicturesHaveTheirClassAmongTheTopFive(String file, String preprocessing, int least) throws IOException {
        List<String> ids = file.startsWith("darknet") ? darknetIds() : imageNetIds();
        int right = 0;
        try (Model model = open(file, Preprocessing.named(preprocessing), ids);
                Stream<Path> pictures = Files.list(REAL.resolve("images/objects"))) {
            for (Path picture : pictures.sorted().toList()) {
                String id = picture.getFileName().toString().split("_")[0];
                right += top(model, picture, 5).contains(id) ? 1 : 0;
            }
        }
        assertThat(right).isGreaterThanOrEqualTo(least);
    }

    @ParameterizedTest
    @CsvSource({"cifar10_resnet20.onnx, 94", "winml_cifar10_cnn.onnx, 68"})
    void cifarPicturesAreRecognisedAsOftenAsWasSeen(String file, int expected) throws IOException {
        Preprocessing half = Preprocessing.cifar10Akamaster().withNormalisation(1 / 255.0, List.of(0.5), List.of(0.5));
        int right = 0;
        try (Model model = open(file, file.startsWith("winml") ? half : Preprocessing.cifar10Akamaster(), CIFAR10);
                Stream<Path> pictures = Files.list(REAL.resolve("cifar/test100"))) {
            for (Path picture : pictures.toList()) {
                right +=
                        picture.toString().endsWith("_" + top(model, picture, 1).get(0) + ".png") ? 1 : 0;
            }
        }
        assertThat(right).isEqualTo(expected);
    }

    @Test
    void aCustomVisionExportNeedsNothingSaid() {
        try (Model model = Models.load(REAL.resolve("customvision/cat-or-dog.onnx"))) {
            assertThat(model.spec().labels()).containsExactly("cat", "dog", "Negative");
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.PROBABILITIES);
            assertThat(model.spec().preprocessing()).isEqualTo(Preprocessing.customVision());
            assertThat(top(model, REAL.resolve("images/classic/djl_kitten.jpg"), 1))
                    .containsExactly("cat");
            assertThat(top(model, REAL.resolve("images/classic/gradcam_dogs.png"), 1))
                    .containsExactly("dog");
            assertThat(top(model, REAL.resolve("images/objects/n02123045_tabby.JPEG"), 1))
                    .containsExactly("cat");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "squeezenet11.onnx, Squeezenet_fp16_fish_input_CPU.csv",
        "squeezenet11_fp16.onnx, Squeezenet_fp16_fish_input_CPU.csv",
        "squeezenet11_fp16.onnx, Squeezenet_fish_input_CPU.csv"
    })
    void squeezenetGivesItsPublishedScores(String file, String golden) throws IOException {
        List<String> lines = Files.readAllLines(REAL.resolve("images/winml").resolve(golden));
        try (Model model = open(file, Preprocessing.rawBgr(), List.of())) {
            Tensor scores = scores(model, REAL.resolve("images/winml/fish.png"));
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",");
                assertThat(scores.at(Integer.parseInt(cells[0]))).isCloseTo(Float.parseFloat(cells[1]), within(1e-3f));
            }
        }
    }

    @Test
    void logProbabilitiesAreKnownAsSuch() {
        try (Model model = Models.load(REAL.resolve("models/mnist_cnn.onnx"))) {
            assertThat(model.spec().scores()).isEqualTo(ScoreKind.LOG_PROBABILITIES);
            Tensor p = model.predict(Tensor.zeros(Shape.of(1, 1, 28, 28)), Score.PROBABILITY);
            double sum = 0;
            for (float value : p.toArray()) {
                sum += value;
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
    }

    private static Model open(String file, Preprocessing preprocessing, List<String> labels) {
        LoadOptions options = LoadOptions.defaults().withPreprocessing(preprocessing);
        return Models.load(
                REAL.resolve("models").resolve(file), labels.isEmpty() ? options : options.withLabels(labels));
    }

    private static List<String> top(Model model, Path picture, int count) {
        float[] scores = scores(model, picture).toArray();
        return Stream.of(Target.top(count).resolve(scores, List.of()))
                .flatMapToInt(Arrays::stream)
                .mapToObj(model.spec()::label)
                .toList();
    }

    private static Tensor scores(Model model, Path picture) {
        return model.predict(model.spec().prepare(Images.read(picture)).batch()).row(0);
    }

    private static List<String> darknetIds() throws IOException {
        return Files.readAllLines(REAL.resolve("labels/darknet_imagenet.labels.list"))
                .subList(0, 1000);
    }

    /** WordNet ids in the order of the classes. */
    private static List<String> imageNetIds() throws IOException {
        Matcher matcher = Pattern.compile("\"(\\d+)\": \\[\"(n\\d+)\"")
                .matcher(Files.readString(REAL.resolve("labels/imagenet_class_index.json")));
        String[] ids = new String[1000];
        while (matcher.find()) {
            ids[Integer.parseInt(matcher.group(1))] = matcher.group(2);
        }
        return List.of(ids);
    }
}
