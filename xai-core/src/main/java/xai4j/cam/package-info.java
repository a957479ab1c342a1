/**
 * Class activation maps: which places of a layer's feature maps spoke for a class.
 *
 * <p>One flow ({@link xai4j.cam.Cam}), and for each published variant the formula in which it differs.
 */
@NullMarked
package xai4j.cam;

import org.jspecify.annotations.NullMarked;
