/** Explanations as JSON and back, without loss. A door of the library: it imports every family, and nothing imports it. */
@NullMarked
package xai4j.json;

import org.jspecify.annotations.NullMarked;
