/**
 * What an image is compared with: the pictures that are seen where regions are absent, and from which gradients set out. One notion, whatever
 * method asks: {@link xai4j.baseline.Baseline}.
 */
@NullMarked
package xai4j.baseline;

import org.jspecify.annotations.NullMarked;
