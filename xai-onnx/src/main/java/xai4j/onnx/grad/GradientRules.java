package xai4j.onnx.grad;

import java.util.Set;

/**
 * Derivatives of operators that this library does not know: those of a domain of one's own, or of an engine's. An
 * implementation with a public constructor, named in {@code META-INF/services/xai4j.onnx.grad.GradientRules}, is found by
 * itself; gradient and CAM methods, guided backpropagation and deconvnet then pass the operator. DeepLIFT and LRP, whose
 * rules are not derivatives, go on refusing it.
 *
 * <pre>{@code
 * public final class CubeGradient implements GradientRules {
 *     public String domain() { return "com.example"; }
 *     public Set<String> operators() { return Set.of("Cube"); }
 *
 *     // dx = dy · 3x²
 *     public void backward(BackwardContext cube) {
 *         GraphBuilder graph = cube.builder();
 *         String square = graph.mul(cube.x(0), cube.x(0));
 *         cube.add(0, graph.mul(cube.dy(), graph.mul(square, cube.number(3))));
 *     }
 * }
 * }</pre>
 */
public interface GradientRules {
    /** The domain of the operators, as the model file writes it; not that of ONNX itself. */
    String domain();

    /** Names of the operators, without the domain. */
    Set<String> operators();

    /**
     * Appends what carries the cotangent of a node back to its inputs: {@link BackwardContext#add} for each input that {@link
     * BackwardContext#wants} one. An input that depends on the image and gets nothing is refused by name, as is an output
     * whose cotangent was not read.
     *
     * @throws xai4j.model.ModelException best from {@link BackwardContext#refusal}, if this node cannot be differentiated
     */
    void backward(BackwardContext context);
}
