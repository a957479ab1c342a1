package xai4j.onnx.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.anchors.Anchor;
import xai4j.anchors.AnchorRule;
import xai4j.explain.ExplainedTarget;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.ChannelOrder;
import xai4j.image.Images;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.image.ResizeMode;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.detection.BoundingBox;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionModel;
import xai4j.onnx.SmallModel;
import xai4j.onnx.graph.TestModels;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

class DetectorsTest {
    private static final int SIDE = 64;
    private static final int CELL = 8;
    private static final int CELLS = 64;

    @TempDir
    private Path temp;

    /** A detector by construction: the score of red (or green) of each 8 × 8 cell is its mean red (green); its box is the cell. */
    private SmallModel cells(String layout) {
        float[] centres = new float[4 * CELLS];
        for (int i = 0; i < CELLS; i++) {
            centres[i] = i % CELL * CELL + 4;
            centres[CELLS + i] = (float) (i / CELL * CELL + 4);
            centres[2 * CELLS + i] = CELL;
            centres[3 * CELLS + i] = CELL;
        }
        SmallModel model = SmallModel.opset(13)
                .input("image", SmallModel.FLOAT, 1, 3, SIDE, SIDE)
                .weights("kernel", new long[] {2, 3, CELL, CELL}, kernel())
                .weights("boxes", new long[] {1, 4, CELLS}, centres)
                .integers("flat", 1, 2, CELLS)
                .node("Conv", "image,kernel", "map", SmallModel.numbers("strides", CELL, CELL))
                .node("Reshape", "map,flat", "classes");
        return switch (layout) {
            case "yolov8" ->
                model.node("Concat", "boxes,classes", "out", SmallModel.number("axis", 1))
                        .output("out");
            case "yolov5" ->
                model.weights("sure", new long[] {1, 1, CELLS}, ones())
                        .node("Concat", "boxes,sure,classes", "joined", SmallModel.number("axis", 1))
                        .node("Transpose", "joined", "moved", SmallModel.numbers("perm", 0, 2, 1))
                        .weights("one", new long[] {1}, 1)
                        .node("Mul", "moved,one", "out")
                        .output("out");
            case "ssd" ->
                model.node("Transpose", "boxes", "centred", SmallModel.numbers("perm", 0, 2, 1))
                        .weights("corners", new long[] {4, 4}, toCornersInShares())
                        .node("MatMul", "centred,corners", "places")
                        .node("Transpose", "classes", "logits", SmallModel.numbers("perm", 0, 2, 1))
                        .weights("steep", new long[] {1}, 10)
                        .weights("half", new long[] {1}, 0.5f)
                        .node("Sub", "logits,half", "above")
                        .node("Mul", "above,steep", "sharp")
                        .node("Sigmoid", "sharp", "scores")
                        .output("places")
                        .output("scores")
                        .metadata("names", "{0: 'red', 1: 'green'}");
            default -> throw new IllegalArgumentException(layout);
        };
    }

    private static float[] toCornersInShares() {
        float side = SIDE;
        return new float[] {
            1 / side,
            0,
            1 / side,
            0, //
            0,
            1 / side,
            0,
            1 / side, //
            -0.5f / side,
            0,
            0.5f / side,
            0, //
            0,
            -0.5f / side,
            0,
            0.5f / side
        };
    }

    private static float[] kernel() {
        float[] kernel = new float[2 * 3 * CELLS];
        for (int i = 0; i < CELLS; i++) {
            kernel[i] = 1f / CELLS;
            kernel[4 * CELLS + i] = 1f / CELLS;
        }
        return kernel;
    }

    private static float[] ones() {
        float[] ones = new float[CELLS];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Red in the cells (1, 2) and (5, 4), green in (6, 0). */
    private static Tensor picture() {
        Tensor tensor = Tensor.zeros(Shape.of(3, SIDE, SIDE));
        paint(tensor, 0, 1, 2, 0.9f);
        paint(tensor, 0, 5, 4, 0.8f);
        paint(tensor, 1, 6, 0, 0.7f);
        return tensor;
    }

    private static void paint(Tensor tensor, int channel, int column, int row, float value) {
        for (int y = row * CELL; y < (row + 1) * CELL; y++) {
            for (int x = column * CELL; x < (column + 1) * CELL; x++) {
                tensor.set((channel * SIDE + y) * SIDE + x, value);
            }
        }
    }

    private DifferentiableModel open(String layout) throws IOException {
        return Models.load(
                cells(layout).write(temp.resolve(layout + ".onnx")),
                DifferentiableModel.class,
                LoadOptions.defaults().withLabels(List.of("red", "green")).withPreprocessing(Preprocessing.unit()));
    }

    private static PreparedImage image(Model model) {
        return PreparedImage.ofTensor(picture(), model.spec().input(), Preprocessing.unit());
    }

    @Test
    void layoutsAreFoundAndTheirObjectsAreThoseThatArePainted() throws IOException {
        for (String layout : List.of("yolov8", "yolov5", "ssd")) {
            try (DifferentiableModel model = open(layout)) {
                DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
                assertThat(detector.layout().name()).isEqualTo(layout);
                List<Detection> found = detector.detect(image(model));
                assertThat(found).extracting(Detection::label).as(layout).containsExactly("red", "red", "green");
                BoundingBox box = found.get(1).box();
                assertThat(box.left()).isCloseTo(40, within(1e-4));
                assertThat(box.bottom()).isCloseTo(40, within(1e-4));
            }
        }
    }

    @Test
    void theGradientOfABoxIsThatOfItsOwnCellAndNothingElse() throws IOException {
        try (DifferentiableModel model = open("yolov8")) {
            for (int number = 0; number < 3; number++) {
                SaliencyMap map = Explainers.inputXGradient(model)
                        .target(Target.box(number))
                        .explain(image(model));
                int[][] cells = {{1, 2, 0}, {5, 4, 0}, {6, 0, 1}};
                double inside = 0;
                double outside = 0;
                for (int i = 0; i < map.values().size(); i++) {
                    int x = i % SIDE / CELL;
                    int y = i / SIDE % SIDE / CELL;
                    boolean own =
                            x == cells[number][0] && y == cells[number][1] && i / (SIDE * SIDE) == cells[number][2];
                    inside += own ? map.values().at(i) : 0;
                    outside += own ? 0 : Math.abs(map.values().at(i));
                }
                assertThat(inside).as("complete").isCloseTo(map.targets().get(0).score(), within(1e-6));
                assertThat(outside).isZero();
            }
        }
    }

    @Test
    void targetsNameBoxesLabelsAndScores() throws IOException {
        try (DifferentiableModel model = open("yolov8")) {
            assertThat(labels(model, "predicted")).containsExactly("box 0: red");
            assertThat(labels(model, "top:2")).containsExactly("box 0: red", "box 1: red");
            assertThat(labels(model, "red")).containsExactly("box 0: red", "box 1: red");
            assertThat(labels(model, "green")).containsExactly("box 2: green");
            assertThat(labels(model, "boxes:0.75")).containsExactly("box 0: red", "box 1: red");
            assertThat(labels(model, "box:2,0")).containsExactly("box 2: green", "box 0: red");
            assertThatThrownBy(() -> labels(model, "box:7"))
                    .hasMessageContaining("no box 7")
                    .hasMessageContaining("0: red (0.90), 1: red (0.80), 2: green (0.70)");
            assertThatThrownBy(() -> labels(model, "blue")).hasMessageContaining("no \"blue\" is detected");
            assertThatThrownBy(() -> labels(model, "boxes:0.99")).hasMessageContaining("boxes:0.99");
            assertThatThrownBy(() -> Target.parse("box:x")).hasMessageContaining("box:0");
        }
    }

    private static List<String> labels(DifferentiableModel model, String target) {
        SaliencyMap map =
                Explainers.saliency(model).target(Target.parse(target)).explain(image(model));
        assertThat(map.provenance().options()).containsEntry("target", target);
        assertThat(map.targets()).allMatch(one -> one.box().isPresent());
        return map.targets().stream().map(ExplainedTarget::label).toList();
    }

    /** Raw numbers of a detector stand at positions, too, and are no scores of classes. */
    @Test
    void targetsMadeOfClassesAreRefusedOfADetector() throws IOException {
        try (DifferentiableModel model = open("yolov8")) {
            for (String target : List.of("1-0", "finer:2", "finer:2:1")) {
                assertThatThrownBy(() -> labels(model, target))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is a detector, whose targets are its detected objects: box:0");
            }
            assertThatThrownBy(() -> Explainers.saliency(model)
                            .target(Target.similarTo(new float[6 * CELLS]))
                            .explain(image(model)))
                    .hasMessageContaining("is a detector");
        }
    }

    /** A real detector's boxes move with the picture, which the derivative leaves out: doubling steps would go on to the most there may be. */
    @Test
    void integratedGradientsOfABoxTakeNoStepsThatDoNotHelp() {
        Path file = TestModels.shared("real/detectors").resolve("fastestdet.onnx");
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class)) {
            PreparedImage street = model.spec()
                    .prepare(
                            Images.read(TestModels.shared("real/images/classic").resolve("djl_dog_bike_car.jpg")));
            SaliencyMap map =
                    Explainers.integratedGradients(model).target(Target.box(0)).explain(street);
            assertThat(map.provenance().evaluations()).isLessThan(800);
            assertThat(map.diagnostics().verdicts()).anyMatch(verdict -> verdict.contains("holds the box's place"));
        }
    }

    @Test
    void perturbationsOfABoxLightItsOwnCell() throws IOException {
        try (DifferentiableModel model = open("yolov8")) {
            for (String method : List.of("feature-ablation", "kernel-shap", "lime")) {
                SegmentAttribution why = (SegmentAttribution) Explainers.named(method, model)
                        .set("segmenter", "grid:8x8")
                        .set("fill", "zero")
                        .target(Target.box(1))
                        .explain(image(model));
                int best = 0;
                for (int region = 1; region < CELLS; region++) {
                    best = why.values().get(0, region) > why.values().get(0, best) ? region : best;
                }
                assertThat(best).as(method).isEqualTo(4 * CELL + 5);
            }
        }
    }

    @Test
    void theAnchorOfABoxIsItsOwnCell() throws IOException {
        try (DifferentiableModel model = open("yolov8")) {
            Anchor why = (Anchor) Explainers.named("anchors", model)
                    .set("segmenter", "grid:8x8")
                    .set("fill", "zero")
                    .target(Target.parse("boxes"))
                    .explain(image(model));
            assertThat(why.rules())
                    .extracting(AnchorRule::regions)
                    .containsExactly(List.of(2 * CELL + 1), List.of(4 * CELL + 5), List.of(6));
            assertThat(why.rules()).allMatch(AnchorRule::confirmed);
            assertThat(why.targets()).allMatch(target -> target.box().isPresent());
            assertThatThrownBy(() -> Explainers.anchors(model)
                            .target(Target.weighted(Map.of(3, 1.0)))
                            .explain(image(model)))
                    .hasMessageContaining("anchors holds what is true or not")
                    .hasMessageContaining("detected objects");
        }
    }

    @Test
    void dRiseOfAllBoxesIsMadeOfOneSetOfMasksAndPeaksInEach() throws IOException {
        try (DifferentiableModel model = open("yolov8")) {
            SaliencyMap map = (SaliencyMap) Explainers.named("d-rise", model)
                    .set("samples", "1500")
                    .set("cells", "8")
                    .target(Target.parse("boxes"))
                    .explain(image(model));
            assertThat(map.targets()).hasSize(3);
            assertThat(map.provenance().evaluations()).isLessThan(1510);
            for (int t = 0; t < 3; t++) {
                BoundingBox box = map.targets().get(t).box().orElseThrow();
                int best = 0;
                for (int i = 1; i < SIDE * SIDE; i++) {
                    best = map.values().row(t).at(i) > map.values().row(t).at(best) ? i : best;
                }
                assertThat((double) (best % SIDE)).isBetween(box.left() - 4, box.right() + 4);
                assertThat((double) (best / SIDE)).isBetween(box.top() - 4, box.bottom() + 4);
            }
            assertThatThrownBy(() -> Explainers.named("d-rise", model)
                            .target(Target.contrast("0", "1"))
                            .explain(image(model)))
                    .hasMessageContaining("detected objects");
        }
    }

    @Test
    void theLayoutCanBeSaidAndARefusalNamesTheKnownOnes() throws IOException {
        Path file = cells("yolov8").write(temp.resolve("said.onnx"));
        assertThatThrownBy(() -> Models.load(file, LoadOptions.defaults().withDetections("yolo99")))
                .hasMessageContaining("yolo99")
                .hasMessageContaining("yolov8");
        assertThatThrownBy(() -> Models.load(file, LoadOptions.defaults().withDetections("yunet")))
                .hasMessageContaining("does not put out detections as yunet does");
        try (Model model = Models.load(file, LoadOptions.defaults().withDetections("yolov8"))) {
            assertThat(model.as(DetectionModel.class)).isPresent();
        }
    }

    @Test
    void realDetectorsFindWhatIsInRealPictures() {
        Path folder = TestModels.shared("real/detectors");
        PreparedImage[] face = new PreparedImage[1];
        BoundingBox decoded = null;
        for (String name : List.of("yunet_n_320", "ultraface_rfb_320", "ultraface_rfb_320_simplified")) {
            Preprocessing how = name.startsWith("yunet")
                    ? Preprocessing.raw().withResizeMode(ResizeMode.SQUASH).withOrder(ChannelOrder.BGR)
                    : Preprocessing.raw()
                            .withResizeMode(ResizeMode.SQUASH)
                            .withNormalisation(1, List.of(127.0), List.of(128.0));
            try (DifferentiableModel model = Models.load(
                    folder.resolve(name + ".onnx"),
                    DifferentiableModel.class,
                    LoadOptions.defaults().withPreprocessing(how))) {
                face[0] = model.spec()
                        .prepare(Images.read(
                                TestModels.shared("real/images/classic").resolve("tract_grace_hopper.jpg")));
                List<Detection> found =
                        model.as(DetectionModel.class).orElseThrow().detect(face[0]);
                assertThat(found).as(name).hasSize(1);
                BoundingBox box = found.get(0).box();
                assertThat(box.overlap(new BoundingBox(170, 130, 370, 345)))
                        .as("%s %s", name, box)
                        .isGreaterThan(0.5);
                if (name.startsWith("ultraface")) {
                    BoundingBox before = decoded == null ? box : decoded;
                    assertThat(box.left()).isCloseTo(before.left(), within(0.5));
                    assertThat(box.bottom()).isCloseTo(before.bottom(), within(0.5));
                    decoded = box;
                }
                assertThat(energyInside(Explainers.layerCam(model).explain(face[0]), 0))
                        .as(name)
                        .isGreaterThan(0.5);
            }
        }
    }

    @Test
    void twoCarsGetTwoMaps() {
        Path file = TestModels.shared("real/detectors").resolve("fastestdet.onnx");
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class)) {
            PreparedImage street = model.spec()
                    .prepare(
                            Images.read(TestModels.shared("real/images/classic").resolve("djl_dog_bike_car.jpg")));
            SaliencyMap maps =
                    Explainers.layerCam(model).target(Target.parse("2")).explain(street);
            assertThat(maps.targets()).hasSize(2);
            assertThat(maps.values().row(0).toArray())
                    .isNotEqualTo(maps.values().row(1).toArray());
            List<Integer> classes = model.as(DetectionModel.class).orElseThrow().detect(street).stream()
                    .map(Detection::index)
                    .distinct()
                    .toList();
            assertThat(classes).as("car, dog, bicycle of COCO").containsExactly(2, 16, 1);
        }
    }

    @Test
    void mapsPointAtTheObjectsInRealPictures() {
        Path pictures = TestModels.shared("real/images/classic");
        int boxes = 0;
        int hits = 0;
        double inside = 0;
        double area = 0;
        try (DifferentiableModel model = Models.load(
                TestModels.shared("real/detectors").resolve("fastestdet.onnx"), DifferentiableModel.class)) {
            for (String name :
                    List.of("djl_dog_bike_car.jpg", "darknet_horses.jpg", "gradcam_dogs.png", "lime_dogs.png")) {
                PreparedImage photograph = model.spec().prepare(Images.read(pictures.resolve(name)));
                SaliencyMap maps =
                        Explainers.layerCam(model).target(Target.parse("boxes")).explain(photograph);
                for (int t = 0; t < maps.targets().size(); t++) {
                    boxes++;
                    hits += pointsInside(maps, t) ? 1 : 0;
                    inside += energyInside(maps, t);
                    area += areaInside(maps, t);
                }
            }
        }
        assertThat(boxes).isGreaterThan(6);
        assertThat((double) hits / boxes)
                .as("pointing game over %d boxes", boxes)
                .isGreaterThan(0.75);
        assertThat(inside / boxes)
                .as("energy inside, where the boxes' mean area is %.2f", area / boxes)
                .isGreaterThan(Math.max(0.4, 1.5 * area / boxes));
    }

    @Test
    void dRisePointsAtAFace() {
        Path file = TestModels.shared("real/detectors").resolve("yunet_n_320.onnx");
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class)) {
            PreparedImage face = model.spec()
                    .prepare(
                            Images.read(TestModels.shared("real/images/classic").resolve("tract_grace_hopper.jpg")));
            SaliencyMap map = (SaliencyMap)
                    Explainers.named("d-rise", model).set("samples", "300").explain(face);
            assertThat(pointsInside(map, 0)).isTrue();
            assertThat(energyInside(map, 0)).isGreaterThan(2 * areaInside(map, 0));
            assertThat(map.standardErrors()).isPresent();
        }
    }

    private static boolean pointsInside(SaliencyMap map, int target) {
        float[] plane = map.values().row(target).toArray();
        int best = 0;
        for (int i = 1; i < plane.length; i++) {
            best = plane[i] > plane[best] ? i : best;
        }
        return isInside(map, target, best);
    }

    /** Share of the model's input that the box covers. */
    private static double areaInside(SaliencyMap map, int target) {
        int cells = map.values().row(target).size();
        int inside = 0;
        for (int i = 0; i < cells; i++) {
            inside += isInside(map, target, i) ? 1 : 0;
        }
        return (double) inside / cells;
    }

    private static boolean isInside(SaliencyMap map, int target, int cell) {
        BoundingBox box = map.targets().get(target).box().orElseThrow();
        int height = map.values().shape().dim(1);
        int width = map.values().shape().dim(2);
        double x = map.mapping().photoX((cell % width + 0.5) * map.inputWidth() / width);
        double y = map.mapping().photoY((cell / width + 0.5) * map.inputHeight() / height);
        return x >= box.left() && x < box.right() && y >= box.top() && y < box.bottom();
    }

    /** Share of the positive part of a map that lies inside its box. */
    private static double energyInside(SaliencyMap map, int target) {
        float[] plane = map.values().row(target).toArray();
        double inside = 0;
        double all = 0;
        for (int i = 0; i < plane.length; i++) {
            double value = Math.max(0, plane[i]);
            all += value;
            inside += isInside(map, target, i) ? value : 0;
        }
        return inside / all;
    }
}
