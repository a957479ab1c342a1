/** Partitions of an image into regions. */
@NullMarked
package xai4j.segment;

import org.jspecify.annotations.NullMarked;
