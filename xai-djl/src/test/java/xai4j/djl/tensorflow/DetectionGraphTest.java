package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.Explainers;
import xai4j.Models;
import xai4j.explain.SaliencyMap;
import xai4j.explain.SegmentAttribution;
import xai4j.explain.Target;
import xai4j.image.PreparedImage;
import xai4j.image.Preprocessing;
import xai4j.model.BackwardRule;
import xai4j.model.DifferentiableModel;
import xai4j.model.Layer;
import xai4j.model.LoadOptions;
import xai4j.model.Model;
import xai4j.model.Objective;
import xai4j.model.Score;
import xai4j.model.detection.BoundingBox;
import xai4j.model.detection.Detection;
import xai4j.model.detection.DetectionModel;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A detector by construction, with the outputs of TensorFlow's object detection: the mean red and green of 8 × 8 cells, the best ten listed. */
class DetectionGraphTest {
    private static final int SIDE = 64;
    private static final int COLUMNS = 8;
    private static final int CELL = 8;

    @TempDir
    private Path temp;

    private static GraphDef graph() {
        float[] kernel = new float[CELL * CELL * 3 * 2];
        for (int i = 0; i < CELL * CELL; i++) {
            kernel[i * 6] = 1f / (CELL * CELL);
            kernel[i * 6 + 3] = 1f / (CELL * CELL);
        }
        float[] boxes = new float[COLUMNS * COLUMNS * 4];
        for (int i = 0; i < COLUMNS * COLUMNS; i++) {
            boxes[4 * i] = (float) (i / COLUMNS) / COLUMNS;
            boxes[4 * i + 1] = (float) (i % COLUMNS) / COLUMNS;
            boxes[4 * i + 2] = (float) (i / COLUMNS + 1) / COLUMNS;
            boxes[4 * i + 3] = (float) (i % COLUMNS + 1) / COLUMNS;
        }
        return GraphDef.newBuilder()
                .addNode(TinyGraphs.placeholder("image", SIDE))
                .addNode(floats("kernel", kernel, CELL, CELL, 3, 2))
                .addNode(floats("boxes", boxes, COLUMNS * COLUMNS, 4))
                .addNode(TinyGraphs.typed("map", "Conv2D", "image", "kernel")
                        .putAttr("strides", list(1, CELL, CELL, 1))
                        .putAttr("padding", text("VALID")))
                .addNode(Constants.vector("pairs_shape", -1, 2 * COLUMNS * COLUMNS))
                .addNode(TinyGraphs.typed("pairs", "Reshape", "map", "pairs_shape")
                        .putAttr("Tshape", TinyGraphs.type(DataType.DT_INT32)))
                .addNode(whole("k", 10))
                .addNode(TinyGraphs.typed("best", "TopKV2", "pairs", "k"))
                .addNode(whole("two", 2))
                .addNode(whole("one", 1))
                .addNode(integral("cell", "FloorDiv", "best:1", "two"))
                .addNode(integral("class", "FloorMod", "best:1", "two"))
                .addNode(integral("fromOne", "AddV2", "class", "one"))
                .addNode(NodeDef.newBuilder()
                        .setName("detection_classes")
                        .setOp("Cast")
                        .addInput("fromOne")
                        .putAttr("SrcT", TinyGraphs.type(DataType.DT_INT32))
                        .putAttr("DstT", TinyGraphs.type(DataType.DT_FLOAT)))
                .addNode(TinyGraphs.typed("detection_scores", "Identity", "best"))
                .addNode(whole("axis", 0))
                .addNode(NodeDef.newBuilder()
                        .setName("detection_boxes")
                        .setOp("GatherV2")
                        .addInput("boxes")
                        .addInput("cell")
                        .addInput("axis")
                        .putAttr("Tparams", TinyGraphs.type(DataType.DT_FLOAT))
                        .putAttr("Tindices", TinyGraphs.type(DataType.DT_INT32))
                        .putAttr("Taxis", TinyGraphs.type(DataType.DT_INT32)))
                .build();
    }

    /**
     * The same with all candidates before they are chosen among, behind a trunk that passes colours on: scores of nothing, red and green for each cell, and boxes that
     * hang on the picture, as decoded ones do, by a term that is zero.
     */
    private static GraphDef rawGraph() {
        float[] same = new float[9];
        float[] kernel = new float[CELL * CELL * 9];
        for (int i = 0; i < 3; i++) {
            same[i * 4] = 1;
        }
        for (int i = 0; i < CELL * CELL; i++) {
            kernel[i * 9 + 1] = 1f / (CELL * CELL);
            kernel[i * 9 + 5] = 1f / (CELL * CELL);
        }
        return graph().toBuilder()
                .addNode(floats("same", same, 1, 1, 3, 3))
                .addNode(convolution("passed", "image", "same", 1))
                .addNode(TinyGraphs.typed("trunk", "Relu", "passed"))
                .addNode(floats("raw_kernel", kernel, CELL, CELL, 3, 3))
                .addNode(convolution("raw_map", "trunk", "raw_kernel", CELL))
                .addNode(Constants.vector("raw_shape", -1, COLUMNS * COLUMNS, 3))
                .addNode(TinyGraphs.typed("raw_detection_scores", "Reshape", "raw_map", "raw_shape")
                        .putAttr("Tshape", TinyGraphs.type(DataType.DT_INT32)))
                .addNode(Constants.vector("columns", 2))
                .addNode(TinyGraphs.typed("sum", "Sum", "raw_detection_scores", "columns")
                        .putAttr("Tidx", TinyGraphs.type(DataType.DT_INT32))
                        .putAttr("keep_dims", AttrValue.newBuilder().setB(true).build()))
                .addNode(floats("nothing", new float[1], 1, 1, 1))
                .addNode(TinyGraphs.typed("no_shift", "Mul", "sum", "nothing"))
                .addNode(TinyGraphs.typed("raw_detection_boxes", "AddV2", "no_shift", "boxes"))
                .build();
    }

    private static NodeDef.Builder convolution(String name, String input, String kernel, int stride) {
        return TinyGraphs.typed(name, "Conv2D", input, kernel)
                .putAttr("strides", list(1, stride, stride, 1))
                .putAttr("padding", text("VALID"));
    }

    private static NodeDef floats(String name, float[] numbers, int... dims) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
        for (int dim : dims) {
            tensor.getTensorShapeBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
        }
        for (float number : numbers) {
            tensor.addFloatVal(number);
        }
        return TwinRewriter.constant(name, tensor.build());
    }

    private static NodeDef whole(String name, int number) {
        return TwinRewriter.constant(
                name,
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_INT32)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addIntVal(number)
                        .build());
    }

    private static NodeDef.Builder integral(String name, String operation, String... inputs) {
        return TinyGraphs.typed(name, operation, inputs).putAttr("T", TinyGraphs.type(DataType.DT_INT32));
    }

    private static AttrValue list(long... values) {
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        for (long value : values) {
            list.addI(value);
        }
        return AttrValue.newBuilder().setList(list).build();
    }

    private static AttrValue text(String value) {
        return AttrValue.newBuilder()
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }

    private static Path saved(Path folder) throws IOException {
        SignatureDef.Builder signature = SignatureDef.newBuilder()
                .putInputs(
                        "input_tensor",
                        TensorInfo.newBuilder().setName("image:0").build());
        for (String output : List.of("detection_boxes", "detection_scores", "detection_classes")) {
            signature.putOutputs(
                    output, TensorInfo.newBuilder().setName(output + ":0").build());
        }
        MetaGraphDef meta = MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                .setGraphDef(graph())
                .putSignatureDef("serving_default", signature.build())
                .build();
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("saved_model.pb"),
                SavedModel.newBuilder()
                        .setSavedModelSchemaVersion(1)
                        .addMetaGraphs(meta)
                        .build()
                        .toByteArray());
        return folder;
    }

    /** Red in the cells (1, 2) and (5, 4), green in (6, 0). */
    private static PreparedImage picture(Model model) {
        Tensor tensor = Tensor.zeros(Shape.of(SIDE, SIDE, 3));
        paint(tensor, 0, 1, 2, 0.9f);
        paint(tensor, 0, 5, 4, 0.8f);
        paint(tensor, 1, 6, 0, 0.7f);
        return PreparedImage.ofTensor(tensor, model.spec().input(), Preprocessing.unit());
    }

    private static void paint(Tensor tensor, int channel, int column, int row, float value) {
        for (int y = row * CELL; y < (row + 1) * CELL; y++) {
            for (int x = column * CELL; x < (column + 1) * CELL; x++) {
                tensor.set((y * SIDE + x) * 3 + channel, value);
            }
        }
    }

    @Test
    void frozenGraphsAndSavedModelsFindWhatIsPainted() throws IOException {
        LoadOptions options =
                LoadOptions.defaults().withLabels(List.of("red", "green")).withPreprocessing(Preprocessing.unit());
        for (Path file :
                List.of(TinyGraphs.write(graph(), temp.resolve("detector.pb")), saved(temp.resolve("saved")))) {
            try (Model model = Models.load(file, options)) {
                DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
                assertThat(detector.layout().name()).isEqualTo("tensorflow");
                PreparedImage image = picture(model);
                List<Detection> found = detector.detect(image);
                assertThat(found).extracting(Detection::label).containsExactly("red", "red", "green");
                assertThat(found.get(1).box()).isEqualTo(new BoundingBox(40, 32, 48, 40));
                SegmentAttribution why = (SegmentAttribution) Explainers.named("feature-ablation", model)
                        .set("segmenter", "grid:8x8")
                        .set("fill", "zero")
                        .target(Target.box(1))
                        .explain(image);
                for (int region = 0; region < COLUMNS * COLUMNS; region++) {
                    boolean own = region == 4 * COLUMNS + 5;
                    assertThat(why.values().get(0, region) > 0.1)
                            .as("region %d", region)
                            .isEqualTo(own);
                }
                assertThat(model.outputs()).allMatch(output -> output.why().equals("read as detections"));
                assertThat(model.obstacle(DifferentiableModel.class))
                        .hasValueSatisfying(reason -> assertThat(reason).contains("TopKV2"));
            }
        }
    }

    @Test
    void candidatesBeforeTheirSuppressionHaveAWayBack() throws IOException {
        LoadOptions options =
                LoadOptions.defaults().withLabels(List.of("red", "green")).withPreprocessing(Preprocessing.unit());
        Path file = TinyGraphs.write(rawGraph(), temp.resolve("raw.pb"));
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class, options)) {
            DetectionModel detector = model.as(DetectionModel.class).orElseThrow();
            assertThat(detector.layout().name()).isEqualTo("tensorflow-raw");
            PreparedImage image = picture(model);
            assertThat(detector.detect(image)).extracting(Detection::label).containsExactly("red", "red", "green");
            for (int box = 0; box < 3; box++) {
                BoundingBox place = detector.detect(image).get(box).box();
                SaliencyMap cam =
                        Explainers.hiResCam(model).target(Target.box(box)).explain(image);
                assertThat(cam.provenance().options()).containsEntry("layer", "trunk");
                Tensor gradient = Explainers.saliency(model)
                        .target(Target.box(box))
                        .explain(image)
                        .values();
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        boolean own = x >= place.left() && x < place.right() && y >= place.top() && y < place.bottom();
                        double slope = 0;
                        for (int channel = 0; channel < 3; channel++) {
                            slope = Math.max(slope, Math.abs(gradient.get(0, channel, y, x)));
                        }
                        assertThat(slope).isEqualTo(own ? 1.0 / (CELL * CELL) : 0);
                        assertThat(cam.values().get(0, y, x) > 0).isEqualTo(own);
                    }
                }
            }
        }
        try (Model model = Models.load(file, options.withDetections("tensorflow"))) {
            assertThat(model.as(DetectionModel.class).orElseThrow().layout().name())
                    .isEqualTo("tensorflow");
        }
        assertThatThrownBy(() -> Models.load(file, options.withDetections("yolov8")))
                .hasMessageContaining("tensorflow or tensorflow-raw");
    }

    /** What hangs on the places themselves is gone back to through them. */
    @Test
    void aPlaceIsDifferentiatedWhereItIsAskedFor() throws IOException {
        LoadOptions options = LoadOptions.defaults().withPreprocessing(Preprocessing.unit());
        Path file = TinyGraphs.write(rawGraph(), temp.resolve("raw.pb"));
        try (DifferentiableModel model = Models.load(file, DifferentiableModel.class, options)) {
            PreparedImage image = picture(model);
            Tensor weights = Tensor.zeros(model.predict(image.batch()).shape());
            weights.set(0, 1);
            Tensor slopes = model.gradients(
                            image.batch(),
                            new Objective.OfScores(Score.OUTPUT, weights),
                            Set.of(Layer.INPUT),
                            BackwardRule.GRADIENT)
                    .gradients()
                    .get(Layer.INPUT);
            // the term is multiplied by zero, so that its slope is zero, but it is a slope
            assertThat(slopes.toArray()).containsOnly(0f);
            int painted = 2 * COLUMNS + 1;
            weights.set(4 * COLUMNS * COLUMNS + 3 * painted + 1, 1);
            assertThat(model.gradients(
                                    image.batch(),
                                    new Objective.OfScores(Score.OUTPUT, weights),
                                    Set.of(Layer.INPUT),
                                    BackwardRule.GRADIENT)
                            .gradients()
                            .get(Layer.INPUT)
                            .at((2 * CELL * SIDE + CELL) * 3))
                    .isEqualTo(1f / (CELL * CELL));
        }
    }
}
