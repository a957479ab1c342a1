/** Whether an explanation stays what it is when the image hardly changes, or only the seed does. */
@NullMarked
package xai4j.evaluate.robustness;

import org.jspecify.annotations.NullMarked;
