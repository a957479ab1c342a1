package xai4j.djl.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.ArrayList;
import java.util.List;
import xai4j.djl.engine.PrivateFields;
import xai4j.djl.export.OnnxExport.Value;
import xai4j.onnx.export.OnnxAttribute;

/** Layers with parameters as ONNX. */
final class LayerRules {
    private LayerRules() {}

    static String export(OnnxNodes nodes, Block block, Value input, NDArray output) {
        if (block instanceof Conv2d conv) {
            return convolution(nodes, conv, input);
        }
        if (block instanceof Linear) {
            return linear(nodes, block, input, output);
        }
        if (block instanceof BatchNorm norm) {
            return batchNorm(nodes, norm, input);
        }
        if (block instanceof Dropout) {
            return input.name;
        }
        throw OnnxExport.unknown(nodes, block.getClass().getSimpleName());
    }

    private static NDArray parameter(OnnxNodes nodes, Block block, String name) {
        Parameter parameter = block.getDirectParameters().get(name);
        if (parameter == null || !parameter.isInitialized()) {
            throw OnnxExport.unknown(nodes, "its parameter " + name + " is not initialised");
        }
        return parameter.getArray();
    }

    private static boolean has(Block block, String name) {
        Parameter parameter = block.getDirectParameters().get(name);
        return parameter != null && parameter.isInitialized();
    }

    private static String convolution(OnnxNodes nodes, Convolution conv, Value input) {
        List<String> inputs =
                new ArrayList<>(List.of(input.name, nodes.constant("weight", parameter(nodes, conv, "weight"))));
        if (has(conv, "bias")) {
            inputs.add(nodes.constant("bias", parameter(nodes, conv, "bias")));
        }
        return nodes.node(
                "Conv",
                inputs,
                ints("kernel_shape", conv.getKernelShape()),
                ints("strides", conv.getStride()),
                pads(conv.getPadding()),
                ints("dilations", conv.getDilation()),
                OnnxAttribute.of("group", conv.getGroups()));
    }

    static OnnxAttribute ints(String name, Shape shape) {
        return OnnxAttribute.ints(name, shape.getShape());
    }

    /** The same before and behind each axis. */
    static OnnxAttribute pads(Shape padding) {
        long high = padding.get(0);
        long wide = padding.get(1);
        return OnnxAttribute.ints("pads", high, wide, high, wide);
    }

    private static String linear(OnnxNodes nodes, Block block, Value input, NDArray output) {
        NDArray weight = parameter(nodes, block, "weight");
        if (output.getShape().dimension() != 2) {
            throw OnnxExport.unknown(nodes, "Linear on an input of shape " + input.example.getShape());
        }
        List<String> inputs = new ArrayList<>(List.of(input.name, nodes.constant("weight", weight)));
        if (has(block, "bias")) {
            inputs.add(nodes.constant("bias", parameter(nodes, block, "bias")));
        }
        return nodes.node("Gemm", inputs, OnnxAttribute.of("transB", 1));
    }

    private static String batchNorm(OnnxNodes nodes, BatchNorm norm, Value input) {
        int axis = PrivateFields.field(norm, BatchNorm.class, "axis", Integer.class);
        if (axis != 1) {
            throw OnnxExport.unknown(nodes, "BatchNorm over axis " + axis);
        }
        return nodes.node(
                "BatchNormalization",
                List.of(
                        input.name,
                        nodes.constant("gamma", parameter(nodes, norm, "gamma")),
                        nodes.constant("beta", parameter(nodes, norm, "beta")),
                        nodes.constant("mean", parameter(nodes, norm, "runningMean")),
                        nodes.constant("variance", parameter(nodes, norm, "runningVar"))),
                OnnxAttribute.of(
                        "epsilon", (float) PrivateFields.field(norm, BatchNorm.class, "epsilon", Float.class)));
    }
}
