package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.Models;
import xai4j.djl.Platform;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** Files that act, or whose numbers cannot be: refused in words before TensorFlow sees them. */
class HostileGraphTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @Test
    void anInitialiserThatWritesAFileIsRefusedByNameAndNotRun() throws IOException {
        Path written = folder.resolve("written.txt");
        Path saved = savedModel(graph -> {
            GraphDef.Builder changed = graph.toBuilder()
                    .addNode(text("file", written.toString()))
                    .addNode(text("words", "here I am"))
                    .addNode(node("write", "WriteFile", "file", "words"));
            return started(changed, "^write");
        });
        assertRefused(saved, "WriteFile");
        assertThat(written).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PrintV2", "MergeV2Checkpoints", "SaveV2", "QueueEnqueueV2", "TFRecordReaderV2"})
    void otherEffectsOfAnInitialiserAreRefusedToo(String operation) throws IOException {
        assertRefused(
                savedModel(graph -> started(graph.toBuilder().addNode(node("act", operation)), "^act")), operation);
    }

    @Test
    void tablesOfAnInitialiserAreLeftAlone() throws IOException {
        Path saved = savedModel(
                graph -> started(graph.toBuilder().addNode(node("table", "InitializeTableFromTextFileV2")), "^table"));
        try (TensorFlowModel model = TensorFlowModel.open(saved, LoadOptions.defaults())) {
            assertThat(model.predict(image()).shape()).isEqualTo(Shape.of(1, 3));
        }
    }

    @Test
    void foreignCodeIsRefusedEvenWhereNothingReachesIt() throws IOException {
        Path saved = savedModel(graph -> {
            GraphDef.Builder changed = graph.toBuilder();
            changed.getLibraryBuilder()
                    .addFunction(FunctionDef.newBuilder()
                            .setSignature(OpDef.newBuilder().setName("idle"))
                            .addNodeDef(node("python", "EagerPyFunc")));
            return changed.build();
        });
        assertRefused(saved, "EagerPyFunc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WriteFile", "PrintV2", "Print"})
    void whatHangsOnTheScoresByControlIsRefused(String operation) throws IOException {
        GraphDef graph = changed(
                        "logits", node -> node.toBuilder().addInput("^act").build())
                .toBuilder()
                .addNode(node("act", operation))
                .build();
        assertRefused(TinyGraphs.write(graph, folder.resolve("control.pb")), operation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReadFile", "DecodeJpeg", "LookupTableFindV2", "NobodyKnowsThisOperation"})
    void onlyOperationsThatComputeMayMakeTheScores(String operation) throws IOException {
        GraphDef graph =
                changed("relu1", node -> node.toBuilder().setOp(operation).build());
        assertRefused(TinyGraphs.write(graph, folder.resolve("path.pb")), operation);
    }

    @ParameterizedTest
    @CsvSource({"-2", "-5", "-9223372036854775808"})
    void anExtentBelowNothingIsRefused(long extent) throws IOException {
        AttrValue.Builder shape = AttrValue.newBuilder();
        shape.getShapeBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(extent));
        GraphDef placeholder = changed(
                "image",
                node -> node.toBuilder().putAttr("shape", shape.build()).build());
        assertRefused(TinyGraphs.write(placeholder, folder.resolve("placeholder.pb")), "image");
        GraphDef constant = changed("w2", node -> {
            TensorProto tensor = node.getAttrOrThrow("value").getTensor().toBuilder()
                    .setTensorShape(shape.getShape())
                    .build();
            return TwinRewriter.constant("w2", tensor);
        });
        assertRefused(TinyGraphs.write(constant, folder.resolve("constant.pb")), "w2");
    }

    @ParameterizedTest
    @CsvSource({"strides, conv1", "ksize, pool1", "strides, pool1"})
    void windowsAndStepsOfNothingAreRefused(String attribute, String name) throws IOException {
        for (long extent : new long[] {0, -1, Long.MAX_VALUE}) {
            AttrValue.ListValue list = AttrValue.ListValue.newBuilder()
                    .addI(1)
                    .addI(extent)
                    .addI(1)
                    .addI(1)
                    .build();
            GraphDef graph = changed(name, node -> node.toBuilder()
                    .putAttr(attribute, AttrValue.newBuilder().setList(list).build())
                    .build());
            assertRefused(TinyGraphs.write(graph, folder.resolve("window.pb")), attribute);
        }
    }

    @Test
    void aConstantOfTheWrongLengthOrTypeIsRefused() throws IOException {
        GraphDef content = changed(
                "b3",
                node -> TwinRewriter.constant(
                        "b3",
                        node.getAttrOrThrow("value").getTensor().toBuilder()
                                .clearFloatVal()
                                .setTensorContent(ByteString.copyFrom(new byte[5]))
                                .build()));
        assertRefused(TinyGraphs.write(content, folder.resolve("short.pb")), "b3");
        GraphDef type = changed("b3", node -> node.toBuilder()
                .putAttr("dtype", TinyGraphs.type(DataType.DT_DOUBLE))
                .build());
        assertRefused(TinyGraphs.write(type, folder.resolve("type.pb")), "b3");
    }

    @Test
    void aPictureTooLargeIsRefusedWithTheLimit() throws IOException {
        GraphDef graph = changed("image", node -> TinyGraphs.placeholder("image", 30_000));
        assertRefused(TinyGraphs.write(graph, folder.resolve("wide.pb")), "xai4j.tensorflow.value-bytes");
    }

    @Test
    void aValueThatGrowsBeyondAllMemoryIsRefusedWithTheLimit() throws IOException {
        GraphDef graph = changed("relu1", node -> TinyGraphs.typed("relu1", "Tile", "norm1", "times")
                        .putAttr("Tmultiples", TinyGraphs.type(DataType.DT_INT32))
                        .build())
                .toBuilder()
                .addNode(Constants.vector("times", 1, 20_000, 20_000, 1))
                .build();
        assertRefused(TinyGraphs.write(graph, folder.resolve("tiled.pb")), "xai4j.tensorflow.value-bytes");
    }

    @Test
    void functionsThatCallThemselvesAndValuesOfThemselvesEnd() throws IOException {
        Path saved = savedModel(graph -> {
            GraphDef.Builder changed = graph.toBuilder();
            FunctionDef.Builder outer = changed.getLibraryBuilder().getFunctionBuilder(0);
            AttrValue itself = AttrValue.newBuilder()
                    .setFunc(NameAttrList.newBuilder().setName("outer"))
                    .build();
            outer.setNodeDef(0, outer.getNodeDef(0).toBuilder().putAttr("f", itself));
            return changed.build();
        });
        assertRefused(saved, "call each other");
        GraphDef circle = changed(
                "relu1", node -> TinyGraphs.typed("relu1", "Identity", "relu1").build());
        assertRefused(TinyGraphs.write(circle, folder.resolve("circle.pb")), "itself");
    }

    @Test
    void closingWhileManyThreadsPredictEndsInWords() throws Exception {
        Path file = TinyGraphs.write(TinyGraphs.frozen(), folder.resolve("tiny.pb"));
        for (int round = 0; round < 5; round++) {
            TensorFlowModel model = TensorFlowModel.open(file, LoadOptions.defaults());
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(threads.submit(() -> {
                    while (true) {
                        model.predict(image());
                    }
                }));
            }
            model.predict(image());
            model.close();
            model.close();
            threads.shutdown();
            for (Future<?> call : calls) {
                assertThatThrownBy(call::get)
                        .cause()
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("tiny.pb is closed");
            }
        }
    }

    private static Tensor image() {
        return Tensor.zeros(Shape.of(1, 16, 16, 3));
    }

    private static void assertRefused(Path path, String word) {
        assertThatThrownBy(() -> Models.load(path).close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(word);
    }

    private static GraphDef changed(String name, UnaryOperator<NodeDef> change) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        TinyGraphs.frozen()
                .getNodeList()
                .forEach(node -> graph.addNode(node.getName().equals(name) ? change.apply(node) : node));
        return graph.build();
    }

    private Path savedModel(UnaryOperator<GraphDef> change) throws IOException {
        Path saved = TinyGraphs.writeSavedModel(Files.createTempDirectory(folder, "saved"));
        Path file = saved.resolve("saved_model.pb");
        SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
        MetaGraphDef.Builder meta = model.getMetaGraphsBuilder(0);
        meta.setGraphDef(change.apply(meta.getGraphDef()));
        Files.write(file, model.build().toByteArray());
        return saved;
    }

    /** A graph whose initialiser waits for something more. */
    private static GraphDef started(GraphDef.Builder graph, String control) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getName().equals("start")) {
                graph.getNodeBuilder(i).addInput(control);
            }
        }
        return graph.build();
    }

    private static NodeDef node(String name, String operation, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(operation)
                .addAllInput(List.of(inputs))
                .build();
    }

    private static NodeDef text(String name, String value) {
        return TwinRewriter.constant(
                name,
                TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addStringVal(ByteString.copyFromUtf8(value))
                        .build());
    }
}
