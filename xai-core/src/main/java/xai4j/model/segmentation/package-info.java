/** Models that score every class at every place: how their raw outputs lie, and the score of a class over a region as a function of them. */
@NullMarked
package xai4j.model.segmentation;

import org.jspecify.annotations.NullMarked;
