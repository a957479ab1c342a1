/** Primitives of drawing: colours, enlargement, text, charts, pages, PNG, GIF. They know no model, explanation or family. */
@NullMarked
package xai4j.render;

import org.jspecify.annotations.NullMarked;
