/**
 * Explanations of transformers by their attention: what the blocks' attention maps, and the gradients of a score with respect to them,
 * say of the patches. One kernel, {@link xai4j.attention.AttentionExplainer}, and a small file for each method's formula.
 */
@NullMarked
package xai4j.attention;

import org.jspecify.annotations.NullMarked;
