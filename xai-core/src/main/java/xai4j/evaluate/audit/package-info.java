/**
 * What a model looks at over a whole data set: evidence per class, explanations of one kind, answers that hang on the background, and what changed
 * from one model to the next.
 */
@NullMarked
package xai4j.evaluate.audit;

import org.jspecify.annotations.NullMarked;
