/**
 * What explainers of single input values share, whatever their family: batched questions for gradients, the flow from targets to
 * {@code [T, C, H, W]}, and whether a backward rule can be had. A method of this kind extends {@link xai4j.attribution.InputAttribution}.
 */
@NullMarked
package xai4j.attribution;

import org.jspecify.annotations.NullMarked;
