package xai4j.djl.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.ParallelBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import xai4j.djl.engine.PrivateFields;
import xai4j.djl.export.OnnxExport.Value;
import xai4j.onnx.export.OnnxAttribute;

/** How parallel branches are joined, told by trying: added, multiplied, or concatenated along an axis. */
final class JoinRules {
    private JoinRules() {}

    static String export(OnnxNodes nodes, ParallelBlock block, List<Value> branches) {
        List<String> names = branches.stream().map(branch -> branch.name).toList();
        if (names.size() == 1) {
            return names.get(0);
        }
        try (NDManager scope = branches.get(0).example.getManager().newSubManager()) {
            List<NDArray> trial = trial(scope, branches);
            NDArray joined = joined(block, trial);
            if (joined.getShape().equals(trial.get(0).getShape())) {
                if (FunctionGuess.explains(joined, () -> folded(trial, NDArray::add))) {
                    return chain(nodes, "Add", names);
                }
                if (FunctionGuess.explains(joined, () -> folded(trial, NDArray::mul))) {
                    return chain(nodes, "Mul", names);
                }
            }
            for (int axis = 1; axis < joined.getShape().dimension(); axis++) {
                int along = axis;
                if (FunctionGuess.explains(joined, () -> folded(trial, (a, b) -> a.concat(b, along)))) {
                    return nodes.node("Concat", names, OnnxAttribute.of("axis", axis));
                }
            }
        }
        throw OnnxExport.unknown(nodes, "a ParallelBlock that neither adds, multiplies nor concatenates its branches");
    }

    @SuppressWarnings("unchecked")
    private static NDArray joined(ParallelBlock block, List<NDArray> branches) {
        Function<List<NDList>, NDList> function =
                PrivateFields.field(block, ParallelBlock.class, "function", Function.class);
        return function.apply(branches.stream().map(NDList::new).toList()).get(0);
    }

    private static List<NDArray> trial(NDManager scope, List<Value> branches) {
        SplittableRandom random = new SplittableRandom(7);
        List<NDArray> arrays = new ArrayList<>();
        for (Value branch : branches) {
            Shape shape = branch.example.getShape();
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-1, 1);
            }
            arrays.add(scope.create(values, shape));
        }
        return arrays;
    }

    private static NDArray folded(List<NDArray> arrays, BinaryOperator<NDArray> join) {
        return arrays.stream().reduce(join).orElseThrow();
    }

    private static String chain(OnnxNodes nodes, String operator, List<String> names) {
        return names.stream()
                .reduce((left, right) -> nodes.node(operator, List.of(left, right)))
                .orElseThrow();
    }
}
