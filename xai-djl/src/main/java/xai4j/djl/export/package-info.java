/** ONNX files of networks of DJL blocks; needs {@code xai-onnx} on the class path. */
@NullMarked
package xai4j.djl.export;

import org.jspecify.annotations.NullMarked;
