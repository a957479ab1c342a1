/** Occlusion: hide a part of the image and see how far the score falls (Zeiler and Fergus 2014). */
@NullMarked
package xai4j.occlusion;

import org.jspecify.annotations.NullMarked;
