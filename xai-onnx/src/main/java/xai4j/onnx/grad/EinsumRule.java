package xai4j.onnx.grad;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import xai4j.onnx.graph.Attribute;
import xai4j.onnx.graph.EinsumEquation;

/**
 * The gradient of one factor of a sum of products is the same sum with the roles of that factor and the result exchanged. An
 * axis that only this factor has was summed: its gradient is repeated by a factor of ones. An axis that the factor has twice
 * is a diagonal: its gradient is put there by an identity matrix.
 */
final class EinsumRule {
    private final BackwardContext context;
    private final EinsumEquation equation;
    private final int factor;
    private final List<String> terms = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    private EinsumRule(BackwardContext context, EinsumEquation equation, int factor) {
        this.context = context;
        this.equation = equation;
        this.factor = factor;
    }

    static void apply(BackwardContext context) {
        EinsumEquation equation = equation(context);
        for (int i = 0; i < equation.terms().size(); i++) {
            if (context.wants(i)) {
                context.add(i, new EinsumRule(context, equation, i).gradient());
            }
        }
    }

    private static EinsumEquation equation(BackwardContext context) {
        int count = context.node().inputs().size();
        int[] ranks = new int[count];
        for (int i = 0; i < count; i++) {
            ranks[i] = context.inputDims(i).length;
        }
        String text = context.node().text("equation", "");
        return EinsumEquation.parse(text, ranks)
                .orElseThrow(() -> context.refusal("the equation " + text + " is not understood"));
    }

    private String gradient() {
        include(equation.result(), context.dy());
        for (int i = 0; i < equation.terms().size(); i++) {
            if (i != factor) {
                include(equation.terms().get(i), context.x(i));
            }
        }
        String result = own(equation.terms().get(factor));
        String rewritten = String.join(",", terms) + "->" + result;
        return context.reshapeToInput(
                context.builder().op("Einsum", values, Attribute.of("equation", rewritten)), factor);
    }

    private void include(String axes, String value) {
        terms.add(axes);
        values.add(value);
    }

    /** The factor's axes, each once and each known to another factor. */
    private String own(String axes) {
        StringBuilder result = new StringBuilder();
        Map<Character, Long> extents = extents(axes);
        for (int i = 0; i < axes.length(); i++) {
            char axis = axes.charAt(i);
            long extent = extents.getOrDefault(axis, -1L);
            if (result.indexOf(String.valueOf(axis)) >= 0) {
                char other = equation.unused(String.join("", terms) + result);
                include("" + axis + other, identity(extent));
                result.append(other);
                continue;
            }
            if (terms.stream().noneMatch(term -> term.indexOf(axis) >= 0)) {
                include(String.valueOf(axis), ones(extent));
            }
            result.append(axis);
        }
        return result.toString();
    }

    private Map<Character, Long> extents(String axes) {
        long[] dims = context.inputDims(factor);
        long[] target = context.targetInputDims(factor);
        Map<Character, Long> extents = new HashMap<>();
        for (int i = 0; i < dims.length; i++) {
            extents.put(axes.charAt(i), target[i] < 0 ? -1 : dims[i]);
        }
        return extents;
    }

    private String ones(long extent) {
        double[] ones = new double[requireStatic(extent)];
        Arrays.fill(ones, 1);
        return context.builder().array(context.type(), new long[] {extent}, ones);
    }

    private String identity(long extent) {
        int size = requireStatic(extent);
        double[] identity = new double[size * size];
        for (int i = 0; i < size; i++) {
            identity[i * size + i] = 1;
        }
        return context.builder().array(context.type(), new long[] {extent, extent}, identity);
    }

    private int requireStatic(long extent) {
        if (extent < 0) {
            throw context.refusal("it sums over the batch");
        }
        return Math.toIntExact(extent);
    }
}
