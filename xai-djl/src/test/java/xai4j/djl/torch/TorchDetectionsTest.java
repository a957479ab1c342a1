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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
import xai4j.explain.Explainer;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.DifferentiableModel;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
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

    /** Centres and extents in pixels, {@code [n, 4, 16]}. */
    private static final String CENTRES = "    i = torch.to(torch.arange(16), 6)\n"
            + "    r = torch.floor(torch.div(i, 4))\n"
            + "    h = torch.add(torch.mul(torch.sub(i, torch.mul(r, 4)), 8), 4)\n"
            + "    v = torch.add(torch.mul(r, 8), 4)\n"
            + "    w = torch.mul(torch.ones([16]), 8)\n"
            + "    b = torch.mul(torch.ones([n, 4, 16]), torch.unsqueeze(torch.stack([h, v, w, w]), 0))\n";

    /** Logits of the five colours, {@code [n, 5, 16]}, their probabilities, and where boxes lie. */
    private static final String SCORES = "    m = torch.adaptive_avg_pool2d(torch.relu((c).forward(x, )), [4, 4])\n"
            + "    n = torch.size(x, 0)\n"
            + "    l = torch.mul(torch.sub(torch.flatten(m, 2), 15), 0.2)\n"
            + "    s = torch.sigmoid(l)\n";

    /** Candidates {@code [n, 16, *]}: corners, centres in shares, logits, probabilities. */
    private static final String ROWS = "    e = torch.mul(torch.slice(b, 1, 2, 4), 0.5)\n"
            + "    t = torch.slice(b, 1, 0, 2)\n"
            + "    k = torch.permute(torch.cat([torch.sub(t, e), torch.add(t, e)], 1), [0, 2, 1])\n"
            + "    q = torch.permute(torch.div(b, 32), [0, 2, 1])\n"
            + "    g = torch.permute(l, [0, 2, 1])\n"
            + "    p = torch.permute(s, [0, 2, 1])\n"
            + "    z = torch.zeros([n, 16, 1])\n"
            + "    y, j, = torch.topk(torch.flatten(p, 1), 10)\n"
            + "    a = torch.remainder(j, 5)\n"
            + "    f = torch.to(torch.floor(torch.div(j, 5)), 4)\n"
            + "    u = torch.gather(k, 1, torch.mul(torch.unsqueeze(f, 2), torch.to(torch.ones([1, 1, 4]), 4)))\n"
            + "    d = annotate(Dict[str, Tensor], {})\n";

    private Path file(String layout) throws IOException {
        String offsets =
                "    b = torch.to(torch.mul(torch.ones([n, 4, 16]), torch.reshape(torch.tensor([0.5, 0.5, 0., 0.]), [1, 4, 1])), 6)\n";
        String objectness =
                "    o = torch.amax(s, [1], True)\n    return torch.permute(torch.cat([b, o, s], 1), [0, 2, 1])";
        return switch (layout) {
            case "yolov8" -> file(layout, "Tensor", CENTRES + "    return torch.cat([b, s], 1)");
            case "yolov5" -> file(layout, "Tensor", CENTRES + objectness);
            case "yolox" -> file(layout, "Tensor", offsets + objectness);
            case "detr" ->
                rows(layout, "Tuple[Tensor, Tensor, Tensor]", "(torch.cat([g, z], 2), q, torch.cat([g, g], 2))");
            case "detr-dict" ->
                rows(
                        layout,
                        "Dict[str, Tensor]",
                        "d",
                        "torch._set_item(d, \"pred_boxes\", q)",
                        "torch._set_item(d, \"pred_logits\", g)");
            case "ssd" ->
                rows(layout, "Tuple[Tensor, Tensor]", "(torch.softmax(torch.cat([z, g], 2), 2), torch.div(k, 32))");
            case "ssd-columns" -> rows(layout, "Tuple[Tensor, Tensor]", "(torch.permute(k, [0, 2, 1]), s)");
            case "rtdetr-table" -> rows(layout, "Tensor", "torch.slice(torch.cat([q, p], 2), 1, 0, 13)");
            case "rtdetr" -> rows(layout, "Tuple[Tensor, Tensor, Tensor]", "(a, u, y)");
            case "translator" -> rows(layout, "Tuple[Tensor, Tensor, Tensor]", "(torch.to(a, 6), y, torch.div(u, 32))");
            case "end2end" ->
                rows(layout, "Tensor", "torch.cat([u, torch.unsqueeze(y, 2), torch.to(torch.unsqueeze(a, 2), 6)], 2)");
            default -> throw new IllegalArgumentException(layout);
        };
    }

    private Path rows(String layout, String type, String returned, String... before) throws IOException {
        String lines = before.length == 0 ? "" : "    " + String.join("\n    ", before) + "\n";
        return file(layout, type, CENTRES + ROWS + lines + "    return " + returned);
    }

    private Path file(String layout, String type, String lines) throws IOException {
        return ArchiveEdit.of("outputs/cpu.pt")
                .code("__torch__.py", text -> text.replace(RETURN, SCORES + lines)
                        .replaceFirst("x: Tensor\\) -> Tensor", "x: Tensor) -> " + type))
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
    @CsvSource({
        "yolov8, yolov8",
        "yolov5, yolov5",
        "yolox, yolox",
        "detr, detr",
        "detr-dict, detr",
        "ssd, ssd",
        "ssd-columns, ssd",
        "rtdetr-table, rtdetr-table",
        "rtdetr, rtdetr",
        "translator, rtdetr",
        "end2end, end2end"
    })
    void candidatesAreReadAndBoxesExplained(String variant, String layout) throws IOException {
        try (TorchScriptModel model = TorchScriptModel.open(file(variant), options())) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo(layout);
            PreparedImage image = picture(model);
            List<Detection> blue = detector.detect(image).stream()
                    .filter(found -> found.label().equals("blue"))
                    .toList();
            assertThat(blue)
                    .extracting(Detection::box)
                    .usingElementComparator(Comparator.comparing(box -> String.format(
                            Locale.ROOT, "%.2f %.2f %.2f %.2f", box.left(), box.top(), box.right(), box.bottom())))
                    .containsExactlyInAnyOrder(new BoundingBox(8, 16, 16, 24), new BoundingBox(24, 0, 32, 8));
            SaliencyMap maps = Explainers.inputXGradient(model)
                    .target(Target.label("blue"))
                    .explain(image);
            for (int t = 0; t < 2; t++) {
                BoundingBox box = maps.targets().get(t).box().orElseThrow();
                double inside = 0;
                double outside = 0;
                for (int i = 0; i < 3 * SIDE * SIDE; i++) {
                    boolean own = i % SIDE / CELL * CELL == Math.round(box.left())
                            && i / SIDE % SIDE / CELL * CELL == Math.round(box.top());
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
    void dRiseOfABoxLightsTheBox() throws IOException {
        try (TorchScriptModel model = TorchScriptModel.open(file("detr"), options())) {
            PreparedImage image = picture(model);
            SaliencyMap map = (SaliencyMap) Explainers.named("d-rise", model)
                    .set("samples", "300")
                    .set("cells", "4")
                    .target(Target.box(0))
                    .explain(image);
            BoundingBox box = map.targets().get(0).box().orElseThrow();
            int best = 0;
            for (int i = 1; i < SIDE * SIDE; i++) {
                best = map.values().at(i) > map.values().at(best) ? i : best;
            }
            assertThat(box).isEqualTo(new BoundingBox(8, 16, 16, 24));
            assertThat((double) (best % SIDE)).isBetween(box.left() - 4, box.right() + 4);
            assertThat((double) (best / SIDE)).isBetween(box.top() - 4, box.bottom() + 4);
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

    /** DJL's SingleShotDetectionTranslator and YoloTranslator take classes, probabilities and corners in this order. */
    @Test
    void theThresholdOfServingPropertiesIsTheDetectors() throws IOException {
        Path file = file("translator");
        Path properties = folder.resolve("serving.properties");
        String common = "width=32\nheight=32\nresize=true\nsynset=red,green,blue,dark,bright\n";
        Files.writeString(
                properties,
                common + "option.threshold=0.95\n"
                        + "option.translatorFactory=ai.djl.modality.cv.translator.SingleShotDetectionTranslatorFactory\n");
        LoadOptions plain = LoadOptions.defaults().withInputSize(SIDE, SIDE).withThreads(1);
        try (TorchScriptModel model = TorchScriptModel.open(file, plain)) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().threshold()).isEqualTo(0.95f);
            assertThat(detector.layout().suppression()).isEqualTo(1);
            assertThat(detector.layout().labels()).isEqualTo(COLOURS);
            assertThat(detector.detect(picture(model)))
                    .extracting(Detection::label)
                    .containsExactly("blue", "blue");
        }
        Files.writeString(
                properties,
                common + "nmsThreshold=0.3\ntranslatorFactory=ai.djl.modality.cv.translator.YoloV8TranslatorFactory\n");
        try (TorchScriptModel model = TorchScriptModel.open(file("yolov8"), plain)) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().threshold()).as("DJL's own").isEqualTo(0.2f);
            assertThat(detector.layout().suppression()).isEqualTo(0.3f);
        }
    }

    /** Three lists of a tuple, of one object more where something is bright. */
    @Test
    void listsAsLongAsWhatIsFoundAreFilledUp() throws IOException {
        Path file = rows(
                "open",
                "Tuple[Tensor, Tensor, Tensor]",
                "(torch.slice(a, 1, 0, h2), torch.slice(u, 1, 0, h2), torch.slice(y, 1, 0, h2))",
                "h2 = torch.Int(torch.add(torch.mul(torch.gt(torch.max(x), 0.5), 1), 8))");
        try (TorchScriptModel model = TorchScriptModel.open(file, options())) {
            assertBlueIsFound(model);
        }
    }

    /** A table of candidates cannot be filled up: nobody could tell which of them are the same. */
    @Test
    void aTableAsLongAsWhatIsFoundIsRefused() throws IOException {
        Path file = rows(
                "open-table",
                "Tuple[Tensor, Tensor]",
                "(torch.slice(k, 1, 0, h2), torch.slice(p, 1, 0, h2))",
                "h2 = torch.Int(torch.add(torch.mul(torch.gt(torch.max(x), 0.5), 1), 8))");
        assertThatThrownBy(() -> TorchScriptModel.open(file, options()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("lists as many objects as it finds")
                .hasMessageContaining("without its suppression");
    }

    /** What torchvision's detectors return in place of {@code forms}, for a list of pictures: a dictionary for each, after suppression by its own operator. */
    private Path torchvision(String name, String type, String returned) throws IOException {
        String lists = "    v = torch.flatten(torch.select(p, 0, 0))\n"
                + "    w2 = torch.flatten(torch.nonzero(torch.gt(v, 0.3)))\n"
                + "    r2 = torch.to(torch.floor(torch.div(w2, 5)), 4)\n"
                + "    first = torch.index_select(torch.select(k, 0, 0), 0, r2)\n"
                + "    found = torch.index_select(v, 0, w2)\n"
                + "    what = torch.remainder(w2, 5)\n"
                + "    boxes : Tensor = torch.cat([first, torch.add(first, 1)], 0)\n"
                + "    scores = torch.cat([found, torch.mul(found, 0.9)], 0)\n"
                + "    labels = torch.cat([what, what], 0)\n"
                + "    keep = ops.torchvision.nms(boxes, scores, 0.5)\n"
                + "    d2 = annotate(Dict[str, Tensor], {})\n"
                + "    torch._set_item(d2, \"boxes\", torch.index_select(boxes, 0, keep))\n"
                + "    torch._set_item(d2, \"labels\", torch.index_select(labels, 0, keep))\n"
                + "    torch._set_item(d2, \"scores\", torch.index_select(scores, 0, keep))\n";
        String lines = "    x = torch.stack(images, 0)\n" + SCORES + CENTRES + ROWS + lists + "    return " + returned;
        return ArchiveEdit.of("outputs/cpu.pt")
                .code("__torch__.py", text -> text.replace(RETURN, lines)
                        .replaceFirst(
                                "x: Tensor\\) -> Tensor",
                                "images: List[Tensor],\n    targets: Optional[List[Dict[str, Tensor]]]=None) -> "
                                        + type))
                .write(folder.resolve(name + ".pt"));
    }

    @ParameterizedTest
    @CsvSource({
        "losses, 'Tuple[Dict[str, Tensor], List[Dict[str, Tensor]]]', '(d, [d2])'",
        "plain, 'List[Dict[str, Tensor]]', '[d2]'",
        "tuples, 'List[Tuple[Tensor, Tensor, Tensor]]', '[(d2[\"boxes\"], d2[\"labels\"], d2[\"scores\"])]'",
        "tables, 'List[Tensor]', "
                + "'[torch.cat([d2[\"boxes\"], torch.unsqueeze(d2[\"scores\"], 1), torch.to(torch.unsqueeze(d2[\"labels\"], 1), 6)], 1)]'"
    })
    void detectorsInTheFormOfTorchvisionAreReadAndBoxesExplained(String name, String type, String returned)
            throws IOException {
        try (TorchScriptModel model = TorchScriptModel.open(torchvision(name, type, returned), options())) {
            assertBlueIsFound(model);
            assertThat(model.lastSpatialLayer()).isPresent();
            PreparedImage image = picture(model);
            for (String method : List.of("occlusion", "lime", "kernel-shap")) {
                Explainer<?> explainer = Explainers.named(method, model)
                        .set("segmenter", "grid:4x4")
                        .set("fill", "black");
                SegmentAttribution why =
                        (SegmentAttribution) (method.equals("occlusion") ? explainer : explainer.set("samples", "100"))
                                .target(Target.box(0))
                                .explain(image);
                int best = 0;
                for (int i = 1; i < why.values().size(); i++) {
                    best = why.values().at(i) > why.values().at(best) ? i : best;
                }
                assertThat(best).as(method).isEqualTo(2 * 4 + 1);
            }
        }
    }

    private static void assertBlueIsFound(TorchScriptModel model) {
        DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
        PreparedImage image = picture(model);
        assertThat(detector.detect(image).stream()
                        .filter(found -> found.label().equals("blue"))
                        .map(Detection::box))
                .usingElementComparator(Comparator.comparing(box -> String.format(
                        Locale.ROOT, "%.2f %.2f %.2f %.2f", box.left(), box.top(), box.right(), box.bottom())))
                .containsExactlyInAnyOrder(new BoundingBox(8, 16, 16, 24), new BoundingBox(24, 0, 32, 8));
        SaliencyMap map = Explainers.inputXGradient(model).target(Target.box(0)).explain(image);
        BoundingBox box = map.targets().get(0).box().orElseThrow();
        double inside = 0;
        double outside = 0;
        for (int i = 0; i < 3 * SIDE * SIDE; i++) {
            boolean own = i % SIDE / CELL * CELL == Math.round(box.left())
                    && i / SIDE % SIDE / CELL * CELL == Math.round(box.top());
            double value = Math.abs(map.values().at(i));
            inside += own ? value : 0;
            outside += own ? 0 : value;
        }
        assertThat(inside).isGreaterThan(0);
        assertThat(outside).isZero();
    }

    @Test
    void theLayoutCanBeSaidAndWhatDoesNotFitIsRefused() throws IOException {
        try (TorchScriptModel model =
                TorchScriptModel.open(file("yolov5"), options().withDetections("yolov5"))) {
            assertThat(model.as(DetectionModel.class)).isPresent();
        }
        assertThatThrownBy(() -> TorchScriptModel.open(file("yolov5"), options().withDetections("picodet")))
                .hasMessageContaining("no layout of detections \"picodet\" for TorchScript")
                .hasMessageContaining("detr, ssd, ssd300, yolov8, yolov5, yolox");
        assertThatThrownBy(() -> TorchScriptModel.open(
                        Golden.path("outputs/cpu.pt"), options().withDetections("yolov8")))
                .hasMessageContaining("no output holds detections as yolov8");
    }
}
