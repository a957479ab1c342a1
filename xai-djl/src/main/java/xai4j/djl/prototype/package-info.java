/** Trains prototype networks (ProtoPNet, Chen et al. 2019), which {@code xai4j.prototype} explains. */
@NullMarked
package xai4j.djl.prototype;

import org.jspecify.annotations.NullMarked;
