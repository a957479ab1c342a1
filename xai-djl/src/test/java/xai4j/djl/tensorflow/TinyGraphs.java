package xai4j.djl.tensorflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Small networks written node by node: the same one flat and frozen, and as a TensorFlow 2 SavedModel of functions. */
final class TinyGraphs {
    private TinyGraphs() {}

    /** Two convolutions with batch normalisation of the first generation, ReLUs, pooling, a linear map and a softmax. */
    static GraphDef frozen() {
        return GraphDef.newBuilder()
                .addNode(placeholder("image", 16))
                .addNode(weights("w1", 3, 3, 3, 4))
                .addNode(weights("b1", 4))
                .addNode(weights("scale", 4))
                .addNode(weights("offset", 4))
                .addNode(weights("mean", 4))
                .addNode(ones("variance", 4))
                .addNode(weights("w2", 3, 3, 4, 5))
                .addNode(weights("w3", 5, 3))
                .addNode(weights("b3", 3))
                .addNode(axes("axes", 1, 2))
                .addNode(convolution("conv1", "image", "w1"))
                .addNode(typed("bias1", "BiasAddV1", "conv1", "b1"))
                .addNode(typed("norm1", "FusedBatchNorm", "bias1", "scale", "offset", "mean", "variance")
                        .putAttr("is_training", flag(false)))
                .addNode(typed("relu1", "Relu", "norm1"))
                .addNode(typed("passed", "IdentityN", "relu1").removeAttr("T").putAttr("T", types()))
                .addNode(pool("pool1", "passed"))
                .addNode(convolution("conv2", "pool1", "w2"))
                .addNode(typed("relu2", "Relu6", "conv2"))
                .addNode(typed("pooled", "Mean", "relu2", "axes").putAttr("Tidx", type(DataType.DT_INT32)))
                .addNode(typed("product", "MatMul", "pooled", "w3"))
                .addNode(typed("logits", "BiasAdd", "product", "b3"))
                .addNode(typed("scores", "Softmax", "logits"))
                .build();
    }

    static Path write(GraphDef graph, Path file) throws IOException {
        return Files.write(file, graph.toByteArray());
    }

    /** The same numbers; the network is a function within a function and its weights are variables. */
    static Path writeSavedModel(Path folder) throws IOException {
        GraphDef.Builder graph = GraphDef.newBuilder().addNode(placeholder("serving_default_image", 16));
        List<String> handles = new ArrayList<>();
        NodeDef.Builder start = NodeDef.newBuilder().setName("start").setOp("NoOp");
        for (NodeDef node : frozen().getNodeList()) {
            if (node.getOp().equals("Const") && node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT) {
                String name = node.getName();
                handles.add(name);
                graph.addNode(NodeDef.newBuilder()
                        .setName(name)
                        .setOp("VarHandleOp")
                        .putAttr("dtype", type(DataType.DT_FLOAT))
                        .putAttr(
                                "shape",
                                AttrValue.newBuilder()
                                        .setShape(node.getAttrOrThrow("value")
                                                .getTensor()
                                                .getTensorShape())
                                        .build())
                        .putAttr(
                                "shared_name",
                                AttrValue.newBuilder()
                                        .setS(com.google.protobuf.ByteString.copyFromUtf8(name))
                                        .build()));
                graph.addNode(node.toBuilder().setName(name + "/initial"));
                graph.addNode(NodeDef.newBuilder()
                        .setName(name + "/assign")
                        .setOp("AssignVariableOp")
                        .addInput(name)
                        .addInput(name + "/initial")
                        .putAttr("dtype", type(DataType.DT_FLOAT)));
                start.addInput("^" + name + "/assign");
            }
        }
        graph.addNode(start).addNode(call("StatefulPartitionedCall", "outer", "serving_default_image", handles));
        graph.getLibraryBuilder().addFunction(outer(handles)).addFunction(inner(handles));
        MetaGraphDef meta = MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                .setGraphDef(graph)
                .putSignatureDef(
                        "serving_default",
                        SignatureDef.newBuilder()
                                .putInputs("image", tensor("serving_default_image:0", -1, 16, 16, 3))
                                .putOutputs("scores", tensor("StatefulPartitionedCall:0", -1, 3))
                                .build())
                .putSignatureDef(
                        "__saved_model_init_op",
                        SignatureDef.newBuilder()
                                .putOutputs(
                                        "__saved_model_init_op",
                                        TensorInfo.newBuilder().setName("start").build())
                                .build())
                .build();
        Files.write(
                folder.resolve("saved_model.pb"),
                SavedModel.newBuilder()
                        .setSavedModelSchemaVersion(1)
                        .addMetaGraphs(meta)
                        .build()
                        .toByteArray());
        return folder;
    }

    private static FunctionDef outer(List<String> handles) {
        return FunctionDef.newBuilder()
                .setSignature(signature("outer", handles))
                .addNodeDef(call("StatefulPartitionedCall", "inner", "image", handles))
                .addNodeDef(typed("Identity", "Identity", "StatefulPartitionedCall:output:0"))
                .putRet("result", "Identity:output:0")
                .build();
    }

    private static FunctionDef inner(List<String> handles) {
        FunctionDef.Builder function = FunctionDef.newBuilder().setSignature(signature("inner", handles));
        for (NodeDef node : frozen().getNodeList()) {
            if (handles.contains(node.getName())) {
                function.addNodeDef(NodeDef.newBuilder()
                        .setName(node.getName() + "/ReadVariableOp")
                        .setOp("ReadVariableOp")
                        .addInput(node.getName())
                        .putAttr("dtype", type(DataType.DT_FLOAT)));
            } else if (!node.getOp().equals("Placeholder")) {
                NodeDef.Builder copy = node.toBuilder().clearInput();
                node.getInputList().forEach(input -> copy.addInput(reference(input, handles)));
                function.addNodeDef(copy);
            }
        }
        return function.putRet("result", "scores:softmax:0").build();
    }

    private static String reference(String input, List<String> handles) {
        if (input.equals("image")) {
            return input;
        }
        if (handles.contains(input)) {
            return input + "/ReadVariableOp:value:0";
        }
        NodeDef node = frozen().getNodeList().stream()
                .filter(candidate -> candidate.getName().equals(input))
                .findFirst()
                .orElseThrow();
        return input
                + switch (node.getOp()) {
                    case "FusedBatchNorm" -> ":y:0";
                    case "Relu", "Relu6" -> ":activations:0";
                    case "MatMul" -> ":product:0";
                    default -> ":output:0";
                };
    }

    private static OpDef signature(String name, List<String> handles) {
        OpDef.Builder signature = OpDef.newBuilder()
                .setName(name)
                .setIsStateful(true)
                .addInputArg(OpDef.ArgDef.newBuilder().setName("image").setType(DataType.DT_FLOAT))
                .addOutputArg(OpDef.ArgDef.newBuilder().setName("result").setType(DataType.DT_FLOAT));
        handles.forEach(handle ->
                signature.addInputArg(OpDef.ArgDef.newBuilder().setName(handle).setType(DataType.DT_RESOURCE)));
        return signature.build();
    }

    private static NodeDef call(String name, String function, String image, List<String> handles) {
        AttrValue.ListValue.Builder given = AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT);
        handles.forEach(handle -> given.addType(DataType.DT_RESOURCE));
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("StatefulPartitionedCall")
                .addInput(image)
                .addAllInput(handles)
                .putAttr(
                        "f",
                        AttrValue.newBuilder()
                                .setFunc(NameAttrList.newBuilder().setName(function))
                                .build())
                .putAttr("Tin", AttrValue.newBuilder().setList(given).build())
                .putAttr("Tout", types())
                .build();
    }

    static NodeDef placeholder(String name, int size) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (int dim : new int[] {-1, size, size, 3}) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
        }
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Placeholder")
                .putAttr("dtype", type(DataType.DT_FLOAT))
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
                .build();
    }

    private static NodeDef weights(String name, int... dims) {
        TensorProto.Builder values = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
        Random random = new Random(name.hashCode());
        int size = 1;
        for (int dim : dims) {
            values.getTensorShapeBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
            size *= dim;
        }
        for (int i = 0; i < size; i++) {
            values.addFloatVal((float) (random.nextGaussian() * (name.equals("w3") ? 0.1 : 0.5)));
        }
        return TwinRewriter.constant(name, values.build());
    }

    private static NodeDef ones(String name, int size) {
        TensorProto.Builder values = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
        values.getTensorShapeBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        for (int i = 0; i < size; i++) {
            values.addFloatVal(1);
        }
        return TwinRewriter.constant(name, values.build());
    }

    private static NodeDef axes(String name, int... axes) {
        TensorProto.Builder values = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
        values.getTensorShapeBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(axes.length));
        for (int axis : axes) {
            values.addIntVal(axis);
        }
        return TwinRewriter.constant(name, values.build());
    }

    private static NodeDef.Builder convolution(String name, String input, String weights) {
        return typed(name, "Conv2D", input, weights)
                .putAttr("strides", integers(1, 1, 1, 1))
                .putAttr("padding", text("SAME"));
    }

    private static NodeDef.Builder pool(String name, String input) {
        return typed(name, "MaxPool", input)
                .putAttr("ksize", integers(1, 2, 2, 1))
                .putAttr("strides", integers(1, 2, 2, 1))
                .putAttr("padding", text("VALID"));
    }

    static NodeDef.Builder typed(String name, String operation, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(operation)
                .addAllInput(List.of(inputs))
                .putAttr("T", type(DataType.DT_FLOAT));
    }

    static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    private static AttrValue types() {
        return AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                .build();
    }

    private static AttrValue flag(boolean value) {
        return AttrValue.newBuilder().setB(value).build();
    }

    private static AttrValue text(String value) {
        return AttrValue.newBuilder()
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }

    private static AttrValue integers(long... values) {
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        for (long value : values) {
            list.addI(value);
        }
        return AttrValue.newBuilder().setList(list).build();
    }

    private static TensorInfo tensor(String name, int... dims) {
        TensorInfo.Builder info = TensorInfo.newBuilder().setName(name).setDtype(DataType.DT_FLOAT);
        for (int dim : dims) {
            info.getTensorShapeBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
        }
        return info.build();
    }
}
