/**
 * What makes planes of numbers smoother, larger or smaller: blurs, resizing of maps, and what lies beyond a border. Photographs are resized by
 * {@link xai4j.image.Images}, in the 8-bit arithmetic of Pillow.
 */
@NullMarked
package xai4j.image.filter;

import org.jspecify.annotations.NullMarked;
