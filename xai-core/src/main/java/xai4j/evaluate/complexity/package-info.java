/** How few places an explanation needs. */
@NullMarked
package xai4j.evaluate.complexity;

import org.jspecify.annotations.NullMarked;
