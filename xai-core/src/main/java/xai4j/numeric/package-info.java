/** Numerics that know nothing of images or models: parallel loops of one result, counter-based random numbers, regression paths. On the ground floor; imports nothing of the library but tensors. */
@NullMarked
package xai4j.numeric;

import org.jspecify.annotations.NullMarked;
