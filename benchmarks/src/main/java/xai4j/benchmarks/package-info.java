/** Benchmarks of the hot paths, each against the floor that the model itself sets. */
@NullMarked
package xai4j.benchmarks;

import org.jspecify.annotations.NullMarked;
