package xai4j.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xai4j.model.ModelException;

class OnnxGraphTest {
    static List<Path> goldens() {
        return TestModels.goldens();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aModelIsWrittenAsItWasRead(Path file) throws IOException {
        assertRoundTrip(file);
    }

    @Test
    void realModelsAreWrittenAsTheyWereRead() throws IOException {
        for (Path file : TestModels.real()) {
            assertRoundTrip(file);
        }
    }

    private static void assertRoundTrip(Path file) throws IOException {
        OnnxMl.ModelProto expected = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file));
        OnnxMl.ModelProto actual =
                OnnxMl.ModelProto.parseFrom(OnnxGraph.read(file).toBytes());
        assertThat(actual.equals(expected)).as(file.toString()).isTrue();
    }

    @Test
    void fieldsThatAreNotKnownSurvive() throws IOException {
        OnnxMl.ModelProto.Builder model =
                OnnxMl.ModelProto.parseFrom(Files.readAllBytes(TestModels.golden("models/cnn_gap.onnx"))).toBuilder();
        com.google.protobuf.UnknownFieldSet unknown = com.google.protobuf.UnknownFieldSet.newBuilder()
                .addField(
                        900,
                        com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                .addVarint(-7)
                                .addFixed32(5)
                                .addFixed64(1L << 60)
                                .addLengthDelimited(ByteString.copyFromUtf8("kept"))
                                .build())
                .build();
        model.setUnknownFields(unknown);
        model.getGraphBuilder().setUnknownFields(unknown);
        model.getGraphBuilder().getNodeBuilder(1).setUnknownFields(unknown);
        model.getGraphBuilder().getInitializerBuilder(0).setUnknownFields(unknown);
        model.getGraphBuilder().getInputBuilder(0).setUnknownFields(unknown);
        byte[] bytes = model.build().toByteArray();

        OnnxMl.ModelProto again = OnnxMl.ModelProto.parseFrom(
                OnnxGraph.parse(ByteBuffer.wrap(bytes), "unknown").toBytes());

        assertThat(again.equals(model.build())).isTrue();
    }

    @Test
    void namesWhatIsInsideAModel() {
        OnnxGraph graph = OnnxGraph.read(TestModels.golden("models/cnn_gap.onnx"));

        assertThat(graph.opset()).isEqualTo(13);
        assertThat(graph.irVersion()).isEqualTo(7);
        assertThat(graph.ports()).extracting(ValueInfo::name).containsExactly("input");
        assertThat(graph.ports().get(0).dims().orElseThrow())
                .containsExactly(
                        ValueInfo.Dim.symbolic("N"), ValueInfo.Dim.of(3), ValueInfo.Dim.of(32), ValueInfo.Dim.of(32));
        assertThat(graph.nodes()).extracting(Node::operator).startsWith("Conv", "BatchNormalization", "Relu");
        assertThat(graph.producer("output").orElseThrow().is("Gemm")).isTrue();
        Node pool = graph.nodes().stream()
                .filter(node -> node.is("MaxPool"))
                .findFirst()
                .orElseThrow();
        assertThat(pool.integers("kernel_shape")).containsExactly(2, 2);
    }

    @Test
    void keepsOnlyWhatAnOutputNeeds() {
        OnnxGraph graph = OnnxGraph.read(TestModels.golden("models/cnn_gap.onnx"));
        OnnxGraph copy = graph.copy();

        copy.keepOnly(List.of("/relu1/Relu_output_0"));

        assertThat(copy.nodes()).extracting(Node::operator).containsExactly("Conv", "BatchNormalization", "Relu");
        assertThat(copy.outputs()).containsOnlyKeys("/relu1/Relu_output_0");
        assertThat(copy.initializers()).hasSizeLessThan(graph.initializers().size());
        assertThat(graph.nodes()).hasSizeGreaterThan(3);
        assertThatThrownBy(() -> graph.copy().keepOnly(List.of("nothing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cnn_gap.onnx has no value named nothing");
    }

    @Test
    void tensorsGiveTheirElements() {
        ConstantTensor floats = ConstantTensor.ofFloats("w", new long[] {2, 2}, 1f, -2f, 3.5f, 0f);
        assertThat(floats.floats()).containsExactly(1f, -2f, 3.5f, 0f);
        assertThat(floats.withName("v").name()).isEqualTo("v");
        assertThat(floats.withName("v").dims()).containsExactly(2, 2);
        assertThat(ConstantTensor.vector("s", -1, 1L << 40).longs()).containsExactly(-1, 1L << 40);
        assertThat(Attribute.floats("a", 1.5f, -2f).numbers()).containsExactly(1.5f, -2f);
        assertThat(Attribute.ints("a", 3L, -2L).integers()).containsExactly(3, -2);
        assertThat(Attribute.of("a", floats).tensor().floats()).containsExactly(1f, -2f, 3.5f, 0f);
    }

    @Test
    void typedFieldsOfTensorsAreRead() {
        OnnxMl.TensorProto floats = OnnxMl.TensorProto.newBuilder()
                .addDims(2)
                .setDataType(1)
                .addFloatData(1.25f)
                .addFloatData(-2f)
                .build();
        OnnxMl.TensorProto halves = OnnxMl.TensorProto.newBuilder()
                .addDims(4)
                .setDataType(10)
                .addInt32Data(0x3C00)
                .addInt32Data(0xC000)
                .addInt32Data(0x0001)
                .addInt32Data(0x7C00)
                .build();
        OnnxMl.TensorProto ints = OnnxMl.TensorProto.newBuilder()
                .addDims(2)
                .setDataType(7)
                .addInt64Data(-5)
                .addInt64Data(6)
                .build();

        assertThat(tensor(floats).floats()).containsExactly(1.25f, -2f);
        assertThat(tensor(halves).floats()).containsExactly(1f, -2f, 0x1p-24f, Float.POSITIVE_INFINITY);
        assertThat(tensor(ints).longs()).containsExactly(-5, 6);
    }

    private static ConstantTensor tensor(OnnxMl.TensorProto proto) {
        return new ConstantTensor(Message.parse(ByteBuffer.wrap(proto.toByteArray())), null);
    }

    @Test
    void externalDataIsReadBesideTheModelAndNowhereElse(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("weights.bin"), new byte[] {9, 9, 9, 9, 0, 0, (byte) 0x80, 0x3F});
        Path model = folder.resolve("m.onnx");
        Files.write(model, external("weights.bin").toByteArray());
        assertThat(OnnxGraph.read(model).initializers().get("w").floats()).containsExactly(1f);

        Files.write(model, external("../weights.bin").toByteArray());
        assertThatThrownBy(() -> OnnxGraph.read(model).initializers().get("w").floats())
                .isInstanceOf(ModelException.class)
                .hasMessage("tensor w points outside the model's folder: ../weights.bin");
    }

    @Test
    void theEngineIsNotSentOutsideTheModelsFolder(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("m.onnx");
        for (String location : List.of("../weights.bin", "/etc/hostname", "*/_ORT_MEM_ADDR_/*", "")) {
            Files.write(model, external(location).toByteArray());
            assertThatThrownBy(() -> OnnxGraph.read(model).requireOwnData())
                    .isInstanceOf(ModelException.class)
                    .hasMessage("m.onnx: tensor w points outside the model's folder: " + location);
        }
        Files.write(model, external("weights.bin").toByteArray());
        OnnxGraph.read(model).requireOwnData();
    }

    private static OnnxMl.ModelProto external(String location) {
        OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder()
                .setName("w")
                .addDims(1)
                .setDataType(1)
                .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL);
        List<String> entries = Arrays.asList("location", location, "offset", "4", "length", "4");
        for (int i = 0; i < entries.size(); i += 2) {
            tensor.addExternalData(OnnxMl.StringStringEntryProto.newBuilder()
                    .setKey(entries.get(i))
                    .setValue(entries.get(i + 1)));
        }
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(7)
                .setGraph(OnnxMl.GraphProto.newBuilder().addInitializer(tensor))
                .build();
    }

    @Test
    void filesThatAreNoModelsAreRefusedInOneLine(@TempDir Path folder) throws IOException {
        byte[] good = Files.readAllBytes(TestModels.golden("models/cnn_gap.onnx"));
        assertRefused(
                folder, Arrays.copyOf(good, good.length / 2), "bad.onnx is not a readable ONNX model: a field of");
        assertRefused(folder, new byte[0], "bad.onnx is empty");
        assertRefused(folder, "<html>not found</html>".getBytes(StandardCharsets.UTF_8), "not a readable ONNX model");
        assertRefused(
                folder,
                "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8),
                "is only a Git LFS pointer");
        assertThatThrownBy(() -> OnnxGraph.read(folder.resolve("absent.onnx")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("cannot read");
    }

    @Test
    void damagedBytesNeverEndInAnotherException() throws IOException {
        byte[] good = Files.readAllBytes(TestModels.golden("models/cnn_gap.onnx"));
        Random random = new Random(1);
        for (int trial = 0; trial < 2000; trial++) {
            byte[] bad = Arrays.copyOf(good, trial % 2 == 0 ? good.length : random.nextInt(good.length));
            for (int i = 0; i < 1 + trial % 5; i++) {
                bad[random.nextInt(Math.max(1, bad.length))] = (byte) random.nextInt();
            }
            try {
                OnnxGraph.parse(ByteBuffer.wrap(bad), "damaged").toBytes();
            } catch (ModelException e) {
                assertThat(e.getMessage())
                        .startsWith("damaged is not a readable ONNX model")
                        .doesNotContain("\n");
            }
        }
    }

    private static void assertRefused(Path folder, byte[] bytes, String message) throws IOException {
        Path file = folder.resolve("bad.onnx");
        Files.write(file, bytes);
        assertThatThrownBy(() -> OnnxGraph.read(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }
}
