package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;

/** A convolution or matrix product seen as a linear map whose weights can be replaced, as LRP's rules do. */
abstract class LinearMap {
    private final BackwardContext context;

    private LinearMap(BackwardContext context) {
        this.context = context;
        for (int i = 1; i < context.node().inputs().size(); i++) {
            if (context.wants(i)) {
                throw context.refusal("LRP has no rule for a product of two activations");
            }
        }
    }

    static LinearMap of(BackwardContext context) {
        return switch (context.node().operator()) {
            case "Conv" -> new Convolution(context);
            case "ConvTranspose" -> new TransposedConvolution(context);
            case "Gemm" -> new Dense(context);
            default -> new Product(context);
        };
    }

    BackwardContext step() {
        return context;
    }

    String input() {
        return context.x(0);
    }

    String output() {
        return context.y(0);
    }

    String weights() {
        return context.x(1);
    }

    Optional<String> bias() {
        return context.node().hasInput(2) ? Optional.of(context.x(2)) : Optional.empty();
    }

    /** What the map makes of a value with other weights. */
    String forward(String value, String weights, Optional<String> bias) {
        return reapplied(value, weights, bias);
    }

    /** The transposed map with other weights. */
    abstract String backward(String value, String weights);

    /** Applies the node itself to other values. */
    String reapplied(String value, String weights, Optional<String> bias) {
        List<String> inputs = new ArrayList<>(List.of(value, weights));
        bias.ifPresent(inputs::add);
        String output = context.builder().fresh(context.node().operator());
        context.builder().copy(context.node(), inputs, List.of(output));
        return output;
    }

    private static final class Convolution extends LinearMap {
        Convolution(BackwardContext context) {
            super(context);
        }

        @Override
        String backward(String value, String weights) {
            return ConvolutionRules.backward(step(), value, weights);
        }
    }

    private static final class TransposedConvolution extends LinearMap {
        TransposedConvolution(BackwardContext context) {
            super(context);
        }

        @Override
        String backward(String value, String weights) {
            return ConvolutionRules.transposedBackward(step(), value, weights);
        }
    }

    /** The factors α and β are taken as part of the weights. */
    private static final class Dense extends LinearMap {
        Dense(BackwardContext context) {
            super(context);
            if (context.node().integer("transA", 0) != 0) {
                throw context.refusal("LRP has no rule for a transposed input");
            }
        }

        @Override
        String weights() {
            return scaled(super.weights(), "alpha");
        }

        @Override
        Optional<String> bias() {
            return super.bias().map(bias -> scaled(bias, "beta"));
        }

        private String scaled(String value, String attribute) {
            float factor = step().node().number(attribute, 1);
            return factor == 1 ? value : step().builder().mul(value, step().number(factor));
        }

        private Attribute transposed(boolean swapped) {
            boolean stored = step().node().integer("transB", 0) == 1;
            return Attribute.of("transB", stored != swapped ? 1 : 0);
        }

        @Override
        String forward(String value, String weights, Optional<String> bias) {
            List<String> inputs = new ArrayList<>(List.of(value, weights));
            bias.ifPresent(inputs::add);
            return step().builder().op("Gemm", inputs, transposed(false));
        }

        @Override
        String backward(String value, String weights) {
            return step().builder().op("Gemm", List.of(value, weights), transposed(true));
        }
    }

    private static final class Product extends LinearMap {
        Product(BackwardContext context) {
            super(context);
            if (context.inputDims(1).length != 2) {
                throw context.refusal("LRP has no rule for stacked weights");
            }
        }

        @Override
        String forward(String value, String weights, Optional<String> bias) {
            return step().builder().op("MatMul", value, weights);
        }

        @Override
        String backward(String value, String weights) {
            return step().builder().op("MatMul", value, step().builder().transpose(weights, 1, 0));
        }
    }
}
