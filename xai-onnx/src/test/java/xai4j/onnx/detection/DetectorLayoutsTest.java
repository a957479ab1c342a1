package xai4j.onnx.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.Applicability;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.detection.BoundingBox;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** The same detector in every layout: found, decoded and explained. */
class DetectorLayoutsTest {
    @TempDir
    private Path temp;

    private Path file(String variant) throws IOException {
        return CellDetector.of(variant).write(temp.resolve(variant + ".onnx"));
    }

    private static LoadOptions options(String... labels) {
        LoadOptions plain = LoadOptions.defaults().withPreprocessing(Preprocessing.unit());
        return labels.length == 0 ? plain : plain.withLabels(List.of(labels));
    }

    /** Red in the cells (1, 2) and (5, 4), green in (6, 0). */
    private static PreparedImage picture(Model model, int side) {
        Tensor tensor = Tensor.zeros(Shape.of(3, side, side));
        paint(tensor, side, 0, 1, 2, 0.9f);
        paint(tensor, side, 0, 5, 4, 0.8f);
        paint(tensor, side, 1, 6, 0, 0.7f);
        return PreparedImage.ofTensor(tensor, model.spec().input(), Preprocessing.unit());
    }

    private static void paint(Tensor tensor, int side, int channel, int column, int row, float value) {
        int cell = side / CellDetector.COLUMNS;
        for (int y = row * cell; y < (row + 1) * cell; y++) {
            for (int x = column * cell; x < (column + 1) * cell; x++) {
                tensor.set((channel * side + y) * side + x, value);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "yolov8, yolov8",
        "yolov8-rows, yolov8",
        "yolov5, yolov5",
        "yolox, yolox",
        "yolov5-heads, yolov5-heads",
        "ssd, ssd",
        "ssd-pixels, ssd",
        "detr, detr",
        "detr-sigmoid, detr",
        "end2end, end2end",
        "rtdetr, rtdetr",
        "paddle, paddle",
        "tensorflow, tensorflow",
        "nms, nms",
        "nms-shifted, nms",
        "nanodet, nanodet",
        "nanodet-strides, nanodet",
        "picodet, picodet",
        "customvision, customvision",
        "yolov2, yolov2",
        "rtdetr-table, rtdetr-table",
        "paddle-pair, ssd",
        "ssd-columns, ssd",
        "yolov4-pair, ssd",
        "yolo-nas, ssd",
        "picodet-aligned, picodet",
        "customvision-s1, rtdetr",
        "nms-per-class, nms"
    })
    void whatIsPaintedIsFoundAndEachBoxIsExplainedByItsOwnCell(String variant, String layout) throws IOException {
        int side = CellDetector.side(variant);
        try (DifferentiableModel model =
                Models.load(file(variant), DifferentiableModel.class, options("red", "green"))) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo(layout);
            PreparedImage image = picture(model, side);
            List<Detection> found = detector.detect(image);
            assertThat(found).extracting(Detection::label).containsExactly("red", "red", "green");
            int[][] cells = {{1, 2}, {5, 4}, {6, 0}};
            int cell = side / CellDetector.COLUMNS;
            for (int i = 0; i < cells.length; i++) {
                BoundingBox box = found.get(i).box();
                assertThat(box.left()).isCloseTo(cells[i][0] * cell, within(1e-3));
                assertThat(box.top()).isCloseTo(cells[i][1] * cell, within(1e-3));
                assertThat(box.right()).isCloseTo((cells[i][0] + 1) * cell, within(1e-3));
                assertThat(box.bottom()).isCloseTo((cells[i][1] + 1) * cell, within(1e-3));
                explained(model, image, i, cells[i], side);
            }
        }
    }

    /** The gradient of a box lies in its own cell, all of it, and is not nothing. */
    private static void explained(DifferentiableModel model, PreparedImage image, int number, int[] cell, int side) {
        SaliencyMap map =
                Explainers.inputXGradient(model).target(Target.box(number)).explain(image);
        int size = side / CellDetector.COLUMNS;
        double inside = 0;
        double outside = 0;
        for (int i = 0; i < map.values().size(); i++) {
            boolean own = i % side / size == cell[0] && i / side % side / size == cell[1];
            inside += own ? map.values().at(i) : 0;
            outside += own ? 0 : Math.abs(map.values().at(i));
        }
        assertThat(inside).isGreaterThan(0.01);
        assertThat(outside).isLessThan(1e-6);
    }

    @Test
    void shapesThatCollideAreToldByNames() throws IOException {
        // three classes and "no object" make logits as wide as boxes
        try (Model model = Models.load(file("detr-four"), options("red", "green", "blue"))) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo("detr");
            assertThat(detector.detect(picture(model, 64)))
                    .extracting(Detection::label)
                    .containsExactly("red", "red", "green");
        }
        String[] twenty = new String[20];
        for (int i = 0; i < twenty.length; i++) {
            twenty[i] = "label " + i;
        }
        try (Model model = Models.load(file("yolov2-voc"), options(twenty))) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo("yolov2-voc");
            assertThat(detector.layout().why()).contains("Pascal VOC");
            assertThat(detector.detect(picture(model, 128)).get(0).box().right())
                    .isCloseTo(32, within(1e-3));
        }
    }

    @Test
    void theNumberOfLabelsDecidesBetweenClassesWithAndWithoutObjectness() throws IOException {
        // [1, 7, 64]: three classes, or two and an objectness
        try (Model two = Models.load(file("yolov5"), options("red", "green"))) {
            assertThat(two.as(DetectionModel.class).orElseThrow().layout().classes())
                    .isEqualTo(2);
        }
        try (Model three = Models.load(file("yolov5"), options("red", "green", "blue"))) {
            DetectionModel detector = three.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo("yolov8");
            assertThat(detector.layout().classes()).isEqualTo(3);
        }
        try (Model said =
                Models.load(file("yolov5"), options("red", "green", "blue").withDetections("yolov8"))) {
            assertThat(said.as(DetectionModel.class).orElseThrow().layout().name())
                    .isEqualTo("yolov8");
        }
        try (Model said = Models.load(file("yolov2"), options().withDetections("customvision"))) {
            assertThat(said.as(DetectionModel.class).orElseThrow().layout().name())
                    .isEqualTo("customvision");
        }
    }

    /** NVIDIA/DeepLearningExamples: ploc [1, 4, 8732] and plabel [1, K + 1, 8732] over SSD300's default boxes. */
    @Test
    void offsetsFromTheDefaultBoxesOfSsd300AreDecoded() throws IOException {
        Path file = CellDetector.ssd300().write(temp.resolve("ssd300.onnx"));
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class, options("red", "green"))) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo("ssd300");
            Tensor tensor = Tensor.zeros(Shape.of(3, 300, 300));
            int pixel = 64 * 300 + 128;
            tensor.set(pixel, 0.9f);
            PreparedImage image = PreparedImage.ofTensor(tensor, model.spec().input(), Preprocessing.unit());
            List<Detection> found = detector.detect(image);
            assertThat(found).extracting(Detection::label).containsExactly("red");
            // row 1, column 2 of the map of stride 64, whose first box has 153 pixels a side
            BoundingBox box = found.get(0).box();
            assertThat((box.left() + box.right()) / 2).isCloseTo(2.5 * 64, within(1e-2));
            assertThat((box.top() + box.bottom()) / 2).isCloseTo(1.5 * 64, within(1e-2));
            assertThat(box.right() - box.left()).isCloseTo(153, within(1e-2));
            SaliencyMap map =
                    Explainers.inputXGradient(model).target(Target.box(0)).explain(image);
            assertThat(map.values().at(pixel)).isGreaterThan(0.01f);
        }
    }

    /** WongKinYiu/yolov7 has other anchors than YOLOv5, which nothing in the file tells. */
    @Test
    void theAnchorsOfYolov7AreTakenWhereTheCallerSaysSo() throws IOException {
        LoadOptions said = options("red", "green").withDetections("yolov7-heads");
        try (Model model = Models.load(file("yolov7-heads"), said)) {
            BoundingBox box = model.as(DetectionModel.class)
                    .orElseThrow()
                    .detect(picture(model, 64))
                    .get(0)
                    .box();
            assertThat(box.right() - box.left()).isCloseTo(8, within(1e-3));
        }
        try (Model model = Models.load(file("yolov7-heads"), options("red", "green"))) {
            assertThat(model.as(DetectionModel.class).orElseThrow().layout().why())
                    .contains("--detections yolov7-heads");
        }
    }

    /** As torchvision's detectors put out in ONNX: what is chosen depends on the picture, so a box has no derivative, and everything else. */
    @Test
    void listsAsLongAsWhatIsFoundAreFilledUp() throws IOException {
        try (Model model = Models.load(file("torchvision"), options("red", "green"))) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo("rtdetr");
            PreparedImage image = picture(model, 64);
            assertThat(detector.detect(image)).extracting(Detection::label).containsExactly("red", "red", "green");
            assertThat(detector.detect(image).get(0).box()).isEqualTo(new BoundingBox(8, 16, 16, 24));
            Tensor black = Tensor.zeros(Shape.of(1, 3, 64, 64));
            assertThat(model.predict(black).shape())
                    .isEqualTo(model.predict(image.batch()).shape());
            SegmentAttribution why = (SegmentAttribution) Explainers.named("occlusion", model)
                    .set("segmenter", "grid:8x8")
                    .set("fill", "black")
                    .target(Target.box(1))
                    .explain(image);
            for (int i = 0; i < 64; i++) {
                assertThat(why.values().at(i) > 0.1).as("cell " + i).isEqualTo(i == 4 * 8 + 5);
            }
            assertThat(Explainers.inspect(model).get("saliency").reason())
                    .contains("3023, which is as long as what is found");
            assertThat(Explainers.inspect(model).get("d-rise").level()).isEqualTo(Applicability.Level.EXACT);
        }
    }

    @Test
    void aSecondInputThatSaysTheSizeIsFedAndSaid() throws IOException {
        try (Model model = Models.load(file("rtdetr"), options("red", "green"))) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().why())
                    .contains("orig_target_sizes is fed with 64, 64 (width and height of the input)");
            assertThat(detector.layout().classes()).isEqualTo(2);
        }
        Path other = CellDetector.of("yolov8").input("hidden_state", 1, "N", 7).write(temp.resolve("two.onnx"));
        assertThatThrownBy(() -> Models.load(other, options()))
                .hasMessageContaining("has 2 inputs")
                .hasMessageContaining("hidden_state")
                .hasMessageContaining("orig_target_sizes");
    }

    @Test
    void classesOfAListAreCountedInTheGraphWhereNobodyNamesThem() throws IOException {
        try (Model model = Models.load(file("end2end"), options())) {
            assertThat(model.as(DetectionModel.class).orElseThrow().layout().classes())
                    .isEqualTo(2);
        }
    }

    @Test
    void batchesOfADetectorWithASecondInputAreTheirImagesOneByOne() throws IOException {
        try (Model model = Models.load(file("rtdetr"), options("red", "green"))) {
            Tensor first = picture(model, 64).batch();
            Tensor batch = Tensor.zeros(Shape.of(2, 3, 64, 64));
            batch.slice(0, 1).buffer().put(first.buffer());
            Tensor both = model.predict(batch);
            assertThat(both.row(0).toArray())
                    .isEqualTo(model.predict(first).row(0).toArray());
            assertThat(both.row(1).toArray()).isNotEqualTo(both.row(0).toArray());
        }
    }
}
