/** ONNX Runtime backend: prediction, activations and gradients of ordinary inference-only files. */
@NullMarked
package xai4j.onnx;

import org.jspecify.annotations.NullMarked;
