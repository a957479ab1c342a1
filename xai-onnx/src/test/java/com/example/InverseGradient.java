package com.example;

import java.util.Set;
import xai4j.onnx.grad.BackwardContext;
import xai4j.onnx.grad.GradientRules;
import xai4j.onnx.grad.GraphBuilder;

// begin rule
/** What a user writes for an operator that this library does not know: the inverse of a matrix, dX = −Yᵀ dY Yᵀ. */
public class InverseGradient implements GradientRules {
    @Override
    public String domain() {
        return "com.microsoft";
    }

    @Override
    public Set<String> operators() {
        return Set.of("Inverse");
    }

    @Override
    public void backward(BackwardContext inverse) {
        GraphBuilder graph = inverse.builder();
        String transposed = graph.transpose(inverse.y(0), 0, 2, 1);
        String product = graph.op("MatMul", graph.op("MatMul", transposed, inverse.dy()), transposed);
        inverse.add(0, graph.op("Neg", product));
    }
}
// end rule
