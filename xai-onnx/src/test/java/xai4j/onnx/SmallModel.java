package xai4j.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Writes small ONNX files with the official protobuf classes. */
public final class SmallModel {
    public static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();
    public static final int FLOAT16 = TensorProto.DataType.FLOAT16.getNumber();
    static final int DOUBLE = TensorProto.DataType.DOUBLE.getNumber();
    static final int UINT8 = TensorProto.DataType.UINT8.getNumber();
    public static final int INTEGER = TensorProto.DataType.INT64.getNumber();
    static final int INT64 = INTEGER;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
    private final ModelProto.Builder model;

    private SmallModel(int opset) {
        model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(2));
    }

    public static SmallModel opset(int opset) {
        return new SmallModel(opset);
    }

    public SmallModel domain(String domain, long version) {
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
        return this;
    }

    /** An extent is a number, or a name, or {@code ?} for neither. */
    public SmallModel input(String name, int type, Object... dims) {
        graph.addInput(port(name, type, dims));
        return this;
    }

    private static ValueInfoProto port(String name, int type, Object... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dim : dims) {
            TensorShapeProto.Dimension.Builder extent = TensorShapeProto.Dimension.newBuilder();
            if (dim instanceof Integer size) {
                extent.setDimValue(size);
            } else if (!dim.equals("?")) {
                extent.setDimParam(dim.toString());
            }
            shape.addDim(extent);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
                .build();
    }

    public SmallModel output(String name) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(name));
        return this;
    }

    /** An output of which the file says type and extents; numbers, names, or {@code ?} for neither. */
    public SmallModel output(String name, int type, Object... dims) {
        graph.addOutput(port(name, type, dims));
        return this;
    }

    public SmallModel onlyOutput(String name) {
        graph.clearOutput();
        return output(name);
    }

    /** Inputs and outputs are lists of names with commas between. */
    public SmallModel node(String operator, String inputs, String outputs, AttributeProto... attributes) {
        return node("", operator, inputs, outputs, attributes);
    }

    public SmallModel node(
            String domain, String operator, String inputs, String outputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(operator)
                .addAllInput(inputs.isEmpty() ? List.of() : Arrays.asList(inputs.split(",")))
                .addAllOutput(Arrays.asList(outputs.split(",")))
                .addAllAttribute(Arrays.asList(attributes)));
        return this;
    }

    public SmallModel weights(String name, long[] dims, float... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
        for (long dim : dims) {
            tensor.addDims(dim);
        }
        for (float value : values) {
            tensor.addFloatData(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    public SmallModel integers(String name, long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(INT64).addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return this;
    }

    /** One stored 32-bit integer, as a vector of one. */
    public SmallModel integer32(String name, int value) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT32.getNumber())
                .addDims(1)
                .addInt32Data(value));
        return this;
    }

    /** A stored truth value. */
    public SmallModel truth(String name) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.BOOL.getNumber())
                .addInt32Data(1));
        return this;
    }

    public SmallModel metadata(String key, String value) {
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
        return this;
    }

    /** Random weights between -0.5 and 0.5. */
    public static float[] uniform(int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }

    public static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto decimals(String name, float... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
        for (float value : values) {
            attribute.addFloats(value);
        }
        return attribute.build();
    }

    public static AttributeProto decimal(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public static AttributeProto numbers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    public static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    public static AttributeProto texts(String name, String... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS);
        for (String value : values) {
            attribute.addStrings(ByteString.copyFrom(value, StandardCharsets.UTF_8));
        }
        return attribute.build();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    /** The content of the file. */
    byte[] bytes() {
        return model.setGraph(graph).build().toByteArray();
    }
}
