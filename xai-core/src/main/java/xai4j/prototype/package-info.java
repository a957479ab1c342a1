/**
 * Networks that reason by comparison (ProtoPNet, Chen et al. 2019): which parts of an image look like which parts of which
 * training images, how many points each likeness is worth, and because of what two parts look alike.
 */
@NullMarked
package xai4j.prototype;

import org.jspecify.annotations.NullMarked;
