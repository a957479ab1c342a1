/** Pictures of explanations at the photograph's own resolution. */
@NullMarked
package xai4j.render;

import org.jspecify.annotations.NullMarked;
