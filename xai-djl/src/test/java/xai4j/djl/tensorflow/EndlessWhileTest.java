package xai4j.djl.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import xai4j.djl.Platform;
import xai4j.model.LoadOptions;
import xai4j.model.ModelException;

/** A loop may turn for ever; a run of it ends all the same. */
class EndlessWhileTest {
    @TempDir
    Path folder;

    @BeforeAll
    static void platform() {
        Platform.assumeLinux();
    }

    @BeforeEach
    void hurry() {
        System.setProperty(GraphSession.LOOP_SECONDS, "0.5");
    }

    @AfterEach
    void takeTime() {
        System.clearProperty(GraphSession.LOOP_SECONDS);
    }

    /** The network with a loop around its first activation whose condition is always true. */
    private static GraphDef looping(String operation) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        TinyGraphs.frozen().getNodeList().forEach(node -> {
            boolean fed = node.getName().equals("passed");
            graph.addNode(fed ? node.toBuilder().clearInput().addInput("loop") : node.toBuilder());
        });
        AttrValue types = AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                .build();
        graph.addNode(NodeDef.newBuilder()
                .setName("loop")
                .setOp(operation)
                .addInput("relu1")
                .putAttr("T", types)
                .putAttr("cond", function("always"))
                .putAttr("body", function("turn"))
                .putAttr(
                        "output_shapes",
                        AttrValue.newBuilder()
                                .setList(AttrValue.ListValue.newBuilder())
                                .build()));
        TensorProto truth = TensorProto.newBuilder()
                .setDtype(DataType.DT_BOOL)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addBoolVal(true)
                .build();
        graph.getLibraryBuilder()
                .addFunction(FunctionDef.newBuilder()
                        .setSignature(signature("always", DataType.DT_BOOL))
                        .addNodeDef(TwinRewriter.constant("truth", truth))
                        .putRet("result", "truth:output:0"))
                .addFunction(FunctionDef.newBuilder()
                        .setSignature(signature("turn", DataType.DT_FLOAT))
                        .addNodeDef(TinyGraphs.typed("same", "Identity", "value"))
                        .putRet("result", "same:output:0"));
        return graph.build();
    }

    private static AttrValue function(String name) {
        return AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName(name))
                .build();
    }

    private static OpDef signature(String name, DataType result) {
        return OpDef.newBuilder()
                .setName(name)
                .addInputArg(OpDef.ArgDef.newBuilder().setName("value").setType(DataType.DT_FLOAT))
                .addOutputArg(OpDef.ArgDef.newBuilder().setName("result").setType(result))
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"While", "StatelessWhile"})
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLoopThatNeverEndsIsEndedInWords(String operation) throws IOException {
        Path file = TinyGraphs.write(looping(operation), folder.resolve("endless.pb"));
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(
                        () -> TensorFlowModel.open(file, LoadOptions.defaults()).close())
                .withMessageContaining("endless.pb")
                .withMessageContaining(GraphSession.LOOP_SECONDS);
    }

    /** The engine cannot be told to stop, but nobody has to wait for it. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anInterruptEndsTheWaitForALoop() throws IOException {
        System.setProperty(GraphSession.LOOP_SECONDS, "5");
        Path file = TinyGraphs.write(looping("While"), folder.resolve("endless.pb"));
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(
                        () -> TensorFlowModel.open(file, LoadOptions.defaults()).close());
        assertThat(Thread.interrupted()).isTrue();
    }
}
