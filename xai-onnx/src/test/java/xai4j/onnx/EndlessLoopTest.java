package xai4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;
import xai4j.tensor.Shape;
import xai4j.tensor.Tensor;

/** A loop may turn for ever, by its own trip count or because of what is in the picture; a run of it ends all the same. */
class EndlessLoopTest {
    private static final LoadOptions OPTIONS = LoadOptions.defaults();

    @TempDir
    Path folder;

    @BeforeEach
    void hurry() {
        System.setProperty(RunWatch.PROPERTY, "0.3");
    }

    @AfterEach
    void takeTime() {
        System.clearProperty(RunWatch.PROPERTY);
    }

    private static SmallModel image() {
        return SmallModel.opset(17).input("image", SmallModel.FLOAT, "n", 3, 8, 8);
    }

    /** The mean of each channel, carried {@code trips} times through a loop whose body changes nothing. */
    private static SmallModel carried(SmallModel trips) {
        AttributeProto body = AttributeProto.newBuilder()
                .setName("body")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(GraphProto.newBuilder()
                        .setName("turn")
                        .addInput(port("turn", SmallModel.INT64))
                        .addInput(port("goes", TensorProto.DataType.BOOL.getNumber()))
                        .addInput(port("before", SmallModel.FLOAT, "n", "k"))
                        .addNode(identity("goes", "goes_on"))
                        .addNode(identity("before", "after"))
                        .addOutput(port("goes_on", TensorProto.DataType.BOOL.getNumber()))
                        .addOutput(port("after", SmallModel.FLOAT, "n", "k")))
                .build();
        return trips.truth("on")
                .node(
                        "ReduceMean",
                        "image",
                        "scores",
                        SmallModel.numbers("axes", 2, 3),
                        SmallModel.number("keepdims", 0))
                .node("Loop", "trips,on,scores", "carried", body)
                .output("carried");
    }

    private static NodeProto identity(String from, String to) {
        return NodeProto.newBuilder()
                .setOpType("Identity")
                .addInput(from)
                .addOutput(to)
                .build();
    }

    private static ValueInfoProto port(String name, int type, String... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String dim : dims) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(dim));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    @Test
    void aFileThatNeverEndsIsRefusedWhenItIsOpened() throws IOException {
        Path file = carried(image().integers("trips", Long.MAX_VALUE)).write(folder.resolve("endless.onnx"));
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> OnnxModel.open(file, OPTIONS).close())
                .withMessageContaining("endless.onnx has a loop that was not done after 0.3 s")
                .withMessageContaining(RunWatch.PROPERTY);
    }

    @Test
    void aPictureThatTurnsTheLoopForEverEndsInWordsAndTheModelGoesOn() throws IOException {
        SmallModel trips = image().node("ReduceMax", "image", "most", SmallModel.number("keepdims", 0))
                .node("Cast", "most", "trips", SmallModel.number("to", SmallModel.INT64));
        Path file = carried(trips).write(folder.resolve("picture.onnx"));
        try (OnnxModel model = OnnxModel.open(file, OPTIONS)) {
            Tensor dark = Tensor.zeros(Shape.of(1, 3, 8, 8));
            Tensor bright = Tensor.zeros(Shape.of(1, 3, 8, 8));
            bright.set(0, 1e18f);
            assertThat(model.predict(dark).toArray()).containsExactly(0, 0, 0);
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> model.predict(bright))
                    .withMessageContaining("picture.onnx has a loop");
            assertThat(model.predict(dark).toArray()).containsExactly(0, 0, 0);
        }
    }

    @Test
    void anInterruptEndsTheLoop() throws IOException {
        System.setProperty(RunWatch.PROPERTY, "300");
        Path file = carried(image().integers("trips", Long.MAX_VALUE)).write(folder.resolve("endless.onnx"));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> OnnxModel.open(file, OPTIONS).close());
        assertThat(Thread.interrupted()).isTrue();
    }
}
