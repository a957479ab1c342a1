/**
 * Reverse-mode differentiation of ONNX graphs as a graph transformation: the backward pass is appended as ordinary nodes
 * and runs in an ordinary session of ONNX Runtime.
 *
 * <p>Three storeys: {@link xai4j.onnx.grad.GradientGraph} walks from a seed back to the wanted values; one small {@code
 * Rule} per operator says how a cotangent passes it; the {@code RuleBooks} replace the rules of some operators (guided
 * backpropagation, deconvnet, DeepLIFT, LRP).
 */
@NullMarked
package xai4j.onnx.grad;

import org.jspecify.annotations.NullMarked;
