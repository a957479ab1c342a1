/** KernelSHAP behind its explainer: which coalitions are asked about, and how Shapley values are estimated from the answers by regression on pairs or by a Gaussian process. */
@NullMarked
package xai4j.shap.kernel;

import org.jspecify.annotations.NullMarked;
