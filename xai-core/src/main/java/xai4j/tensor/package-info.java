/** Dense float32 tensors on direct native-order memory, the one numeric value that crosses the border to an engine. */
@NullMarked
package xai4j.tensor;

import org.jspecify.annotations.NullMarked;
