/** How a DJL translator prepares pictures, found by asking it, and what {@code serving.properties} says of that. */
@NullMarked
package xai4j.djl.translator;

import org.jspecify.annotations.NullMarked;
