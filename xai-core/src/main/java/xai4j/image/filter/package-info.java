/**
 * What makes planes of numbers smoother, larger or smaller: blurs and bilinear resizing, in double precision. Photographs are resized by
 * {@link xai4j.image.Images}, in the 8-bit arithmetic of Pillow.
 */
@NullMarked
package xai4j.image.filter;

import org.jspecify.annotations.NullMarked;
