/**
 * ONNX files as graphs that can be read, edited and written without loss, and what can be learned from a graph without
 * running it: shapes, layers, logits, the last feature map, the linear head.
 *
 * <p>The protobuf format is read and written here directly, because an embeddable library should not bring a protobuf
 * runtime with it, and because weights need not be copied to look at a graph.
 */
@NullMarked
package xai4j.onnx.graph;

import org.jspecify.annotations.NullMarked;
