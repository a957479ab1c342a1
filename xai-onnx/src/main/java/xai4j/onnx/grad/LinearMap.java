package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xai4j.onnx.graph.Attribute;

/** A convolution or matrix product seen as a linear map whose weights can be replaced, as LRP's rules do. */
abstract class LinearMap {
    private final Step step;

    private LinearMap(Step step) {
        this.step = step;
        for (int i = 1; i < step.node().inputs().size(); i++) {
            if (step.wants(i)) {
                throw step.refusal("LRP has no rule for a product of two activations");
            }
        }
    }

    static LinearMap of(Step step) {
        return switch (step.node().operator()) {
            case "Conv" -> new Convolution(step);
            case "ConvTranspose" -> new TransposedConvolution(step);
            case "Gemm" -> new Dense(step);
            default -> new Product(step);
        };
    }

    Step step() {
        return step;
    }

    String input() {
        return step.x(0);
    }

    String output() {
        return step.y(0);
    }

    String weights() {
        return step.x(1);
    }

    Optional<String> bias() {
        return step.node().hasInput(2) ? Optional.of(step.x(2)) : Optional.empty();
    }

    /** What the map makes of a value with other weights. */
    abstract String forward(String value, String weights, Optional<String> bias);

    /** The transposed map with other weights. */
    abstract String backward(String value, String weights);

    /** Applies the node itself to other values. */
    String reapplied(String value, String weights, Optional<String> bias) {
        List<String> inputs = new ArrayList<>(List.of(value, weights));
        bias.ifPresent(inputs::add);
        String output = step.emit().fresh(step.node().operator());
        step.emit().copy(step.node(), inputs, List.of(output));
        return output;
    }

    private static final class Convolution extends LinearMap {
        Convolution(Step step) {
            super(step);
        }

        @Override
        String forward(String value, String weights, Optional<String> bias) {
            return reapplied(value, weights, bias);
        }

        @Override
        String backward(String value, String weights) {
            return ConvolutionRules.backward(step(), value, weights);
        }
    }

    private static final class TransposedConvolution extends LinearMap {
        TransposedConvolution(Step step) {
            super(step);
        }

        @Override
        String forward(String value, String weights, Optional<String> bias) {
            return reapplied(value, weights, bias);
        }

        @Override
        String backward(String value, String weights) {
            return ConvolutionRules.transposedBackward(step(), value, weights);
        }
    }

    /** The factors α and β are taken as part of the weights. */
    private static final class Dense extends LinearMap {
        Dense(Step step) {
            super(step);
            if (step.node().integer("transA", 0) != 0) {
                throw step.refusal("LRP has no rule for a transposed input");
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
            return factor == 1 ? value : step().emit().mul(value, step().number(factor));
        }

        private Attribute transposed(boolean swapped) {
            boolean stored = step().node().integer("transB", 0) == 1;
            return Attribute.of("transB", stored != swapped ? 1 : 0);
        }

        @Override
        String forward(String value, String weights, Optional<String> bias) {
            List<String> inputs = new ArrayList<>(List.of(value, weights));
            bias.ifPresent(inputs::add);
            return step().emit().op("Gemm", inputs, transposed(false));
        }

        @Override
        String backward(String value, String weights) {
            return step().emit().op("Gemm", List.of(value, weights), transposed(true));
        }
    }

    private static final class Product extends LinearMap {
        Product(Step step) {
            super(step);
            if (step.inputDims(1).length != 2) {
                throw step.refusal("LRP has no rule for stacked weights");
            }
        }

        @Override
        String forward(String value, String weights, Optional<String> bias) {
            return step().emit().op("MatMul", value, weights);
        }

        @Override
        String backward(String value, String weights) {
            return step().emit().op("MatMul", value, step().emit().transpose(weights, 1, 0));
        }
    }
}
