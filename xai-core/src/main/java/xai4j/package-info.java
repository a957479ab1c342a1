/**
 * The front door: open a model with {@link xai4j.Models}, ask an {@link xai4j.explain.Explainer} from {@link xai4j.Explainers}, get
 * an {@link xai4j.explain.Explanation}.
 */
@NullMarked
package xai4j;

import org.jspecify.annotations.NullMarked;
