/** Whether an explanation points at the object, where that is known. */
@NullMarked
package xai4j.evaluate.localisation;

import org.jspecify.annotations.NullMarked;
