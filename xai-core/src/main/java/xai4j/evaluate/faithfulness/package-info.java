/** Whether the model really uses what an explanation points at: pixels are removed, shown or changed, and the model is asked again. */
@NullMarked
package xai4j.evaluate.faithfulness;

import org.jspecify.annotations.NullMarked;
