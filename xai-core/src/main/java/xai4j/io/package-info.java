/** Files that are whole or not there, hashes, NumPy arrays, what is wrong with a file in words, work that stops in order. */
@NullMarked
package xai4j.io;

import org.jspecify.annotations.NullMarked;
