/** Explanations and tensors to JSON and NumPy files and back. */
@NullMarked
package xai4j.io;

import org.jspecify.annotations.NullMarked;
