/** Whether explanations depend on what the model has learnt, and on what is explained: copies with random weights, and other classes. */
@NullMarked
package xai4j.evaluate.sanity;

import org.jspecify.annotations.NullMarked;
