/**
 * Fine-tuning of ONNX files: the backward pass that is appended to a graph gives the gradients of its weights, which are inputs of the session so
 * that nothing is reopened between steps; the optimiser is Java's.
 */
@NullMarked
package xai4j.onnx.train.tune;

import org.jspecify.annotations.NullMarked;
