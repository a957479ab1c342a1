/** Shapley and Owen values from orders in which regions are uncovered: drawn orders, and the tree of regions that Owen's orders keep together. */
@NullMarked
package xai4j.shap.permutation;

import org.jspecify.annotations.NullMarked;
