/** Axioms that attributions can be held to, measured on the model itself: completeness, efficiency, symmetry. */
@NullMarked
package xai4j.evaluate.axioms;

import org.jspecify.annotations.NullMarked;
