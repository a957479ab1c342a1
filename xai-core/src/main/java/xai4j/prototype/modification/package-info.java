/** Pictures changed in one characteristic (hue, saturation, contrast, brightness, shape, texture), to see on which of them a likeness rests. */
@NullMarked
package xai4j.prototype.modification;

import org.jspecify.annotations.NullMarked;
