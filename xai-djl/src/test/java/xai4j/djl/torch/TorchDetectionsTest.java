package xai4j.djl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.translator.YoloV8Translator;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.djl.DjlModels;
import xai4j.djl.Platform;
import xai4j.djl.engine.DjlEngine;
import xai4j.explain.SaliencyMap;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.detection.BoundingBox;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The colour network as a detector of coloured cells of 8 × 8 pixels, with the heads of the YOLO family. */
class TorchDetectionsTest {
    private static final String RETURN = "    _0 = torch.mean(torch.relu((c).forward(x, )), [2, 3])\n    return _0";
    private static final int SIDE = 32;
    private static final int CELL = 8;

    private static final List<String> COLOURS = List.of("red", "green", "blue", "dark", "bright");

    @TempDir
    private Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
        DjlEngine.PYTORCH.start();
    }

    private Path file(String layout) throws IOException {
        String boxes = layout.equals("yolox")
                ? "    b = torch.to(torch.mul(torch.ones([n, 4, 16]), torch.reshape(torch.tensor([0.5, 0.5, 0., 0.]), [1, 4, 1])), 6)\n"
                : "    i = torch.to(torch.arange(16), 6)\n"
                        + "    r = torch.floor(torch.div(i, 4))\n"
                        + "    h = torch.add(torch.mul(torch.sub(i, torch.mul(r, 4)), 8), 4)\n"
                        + "    v = torch.add(torch.mul(r, 8), 4)\n"
                        + "    w = torch.mul(torch.ones([16]), 8)\n"
                        + "    b = torch.mul(torch.ones([n, 4, 16]), torch.unsqueeze(torch.stack([h, v, w, w]), 0))\n";
        String lines = "    m = torch.adaptive_avg_pool2d(torch.relu((c).forward(x, )), [4, 4])\n"
                + "    n = torch.size(x, 0)\n"
                + "    s = torch.sigmoid(torch.mul(torch.sub(torch.flatten(m, 2), 15), 0.2))\n"
                + boxes
                + (layout.equals("yolov8")
                        ? "    return torch.cat([b, s], 1)"
                        : "    o = torch.amax(s, [1], True)\n    return torch.permute(torch.cat([b, o, s], 1), [0, 2, 1])");
        return ArchiveEdit.of("outputs/cpu.pt")
                .code("__torch__.py", text -> text.replace(RETURN, lines))
                .write(folder.resolve(layout + ".pt"));
    }

    private static LoadOptions options() {
        return LoadOptions.defaults()
                .withInputSize(SIDE, SIDE)
                .withThreads(1)
                .withLabels(COLOURS)
                .withPreprocessing(Preprocessing.unit());
    }

    /** Blue in the cells (1, 2) and (3, 0), fainter there; the rest is grey, which is no colour. */
    private static PreparedImage picture(TorchScriptModel model) {
        Tensor tensor = Tensor.zeros(Shape.of(3, SIDE, SIDE));
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, 0.5f);
        }
        paint(tensor, 1, 2, 1);
        paint(tensor, 3, 0, 0.95f);
        return PreparedImage.ofTensor(tensor, model.spec().input(), Preprocessing.unit());
    }

    private static void paint(Tensor tensor, int column, int row, float blue) {
        for (int y = row * CELL; y < (row + 1) * CELL; y++) {
            for (int x = column * CELL; x < (column + 1) * CELL; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    tensor.set((channel * SIDE + y) * SIDE + x, channel == 2 ? blue : 0);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"yolov8", "yolov5", "yolox"})
    void tablesOfCandidatesAreReadAndBoxesExplained(String layout) throws IOException {
        try (TorchScriptModel model = TorchScriptModel.open(file(layout), options())) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo(layout);
            PreparedImage image = picture(model);
            List<Detection> blue = detector.detect(image).stream()
                    .filter(found -> found.label().equals("blue"))
                    .toList();
            assertThat(blue)
                    .extracting(Detection::box)
                    .containsExactlyInAnyOrder(new BoundingBox(8, 16, 16, 24), new BoundingBox(24, 0, 32, 8));
            SaliencyMap maps = Explainers.inputXGradient(model)
                    .target(Target.label("blue"))
                    .explain(image);
            for (int t = 0; t < 2; t++) {
                BoundingBox box = maps.targets().get(t).box().orElseThrow();
                double inside = 0;
                double outside = 0;
                for (int i = 0; i < 3 * SIDE * SIDE; i++) {
                    boolean own = i % SIDE / CELL * CELL == box.left() && i / SIDE % SIDE / CELL * CELL == box.top();
                    double value = Math.abs(maps.values().row(t).at(i));
                    inside += own ? value : 0;
                    outside += own ? 0 : value;
                }
                assertThat(inside).isGreaterThan(0);
                assertThat(outside).isZero();
            }
        }
    }

    @Test
    void aTranslatorOfDetectedObjectsSaysItAll() throws Exception {
        YoloV8Translator.Builder builder = YoloV8Translator.builder(Map.of(
                "width", SIDE, "height", SIDE, "resize", true, "toTensor", true, "threshold", 0.6, "maxBox", 16));
        builder.optSynset(COLOURS);
        Criteria<Image, DetectedObjects> criteria = Criteria.builder()
                .setTypes(Image.class, DetectedObjects.class)
                .optModelPath(file("yolov8"))
                .optEngine("PyTorch")
                .optTranslator(builder.build())
                .build();
        BufferedImage photograph = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 16; y < 24; y++) {
            for (int x = 8; x < 16; x++) {
                photograph.setRGB(x, y, 0x0000FF);
            }
        }
        try (ZooModel<Image, DetectedObjects> zoo = criteria.loadModel();
                Predictor<Image, DetectedObjects> predictor = zoo.newPredictor();
                DifferentiableModel model = DjlModels.detector(zoo)) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().threshold()).isEqualTo(0.6f);
            List<Detection> ours = detector.detect(model.spec().prepare(photograph));
            DetectedObjects theirs =
                    predictor.predict(ImageFactory.getInstance().fromImage(photograph));
            assertThat(ours).extracting(Detection::label).contains("blue");
            assertThat(ours).hasSize(theirs.getNumberOfObjects());
            assertThat(ours).extracting(Detection::label).containsExactlyInAnyOrderElementsOf(theirs.getClassNames());
        }
    }

    @Test
    void theLayoutCanBeSaidAndWhatDoesNotFitIsRefused() throws IOException {
        try (TorchScriptModel model =
                TorchScriptModel.open(file("yolov5"), options().withDetections("yolov5"))) {
            assertThat(model.as(DetectionModel.class)).isPresent();
        }
        assertThatThrownBy(() -> TorchScriptModel.open(file("yolov5"), options().withDetections("ssd")))
                .hasMessageContaining("yolov8, yolov5, yolox");
        assertThatThrownBy(() -> TorchScriptModel.open(
                        Golden.path("outputs/cpu.pt"), options().withDetections("yolov8")))
                .hasMessageContaining("no output holds detections as yolov8");
    }
}
