/**
 * Writing image models as ONNX files: the only part of this module that other modules build on. An {@link xai4j.onnx.export.OnnxWriter}
 * takes nodes, constants and outputs and writes a file that says its labels and its preprocessing;
 * {@link xai4j.onnx.export.OnnxConstants} reads the numbers back. The graph model behind them stays this module's own.
 */
@NullMarked
package xai4j.onnx.export;

import org.jspecify.annotations.NullMarked;
