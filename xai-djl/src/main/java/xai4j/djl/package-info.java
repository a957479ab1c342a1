/** Backends on DJL: TorchScript files, DJL blocks, TensorFlow graphs. */
@NullMarked
package xai4j.djl;

import org.jspecify.annotations.NullMarked;
