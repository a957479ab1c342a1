/**
 * Concepts: the regions that recur in what a model names as of one class, found in its own feature maps, and how much of its answers rests on each (CRAFT, Fel et
 * al., CVPR 2023).
 */
@NullMarked
package xai4j.evaluate.concept;

import org.jspecify.annotations.NullMarked;
