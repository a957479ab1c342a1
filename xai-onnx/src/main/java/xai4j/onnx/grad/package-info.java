/**
 * Reverse-mode differentiation of ONNX graphs as a graph transformation: the backward pass is appended as ordinary nodes
 * and runs in an ordinary session of ONNX Runtime.
 *
 * <p>Three storeys: {@link xai4j.onnx.grad.GradientGraph} walks from a seed back to the wanted values; an operator says in one
 * line of its family ({@code OperatorRules}) how a cotangent passes it under each way of going back, and fused operators are
 * first written out ({@code Expansions}); {@code RuleBooks} picks the way (gradient, guided backpropagation, deconvnet, DeepLIFT,
 * LRP). What an operator does not say is refused by name. Users bring derivatives for operators of their own domain: {@link
 * xai4j.onnx.grad.GradientRules}.
 */
@NullMarked
package xai4j.onnx.grad;

import org.jspecify.annotations.NullMarked;
