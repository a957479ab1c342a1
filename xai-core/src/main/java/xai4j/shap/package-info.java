/**
 * Shapley values of regions: what each is worth on average over all orders in which the picture can be uncovered (Shapley 1953; Lundberg
 * and Lee 2017).
 */
@NullMarked
package xai4j.shap;

import org.jspecify.annotations.NullMarked;
