/** Anchors: the smallest set of regions that holds the prediction, whatever happens to the rest of the image. */
@NullMarked
package xai4j.anchors;

import org.jspecify.annotations.NullMarked;
