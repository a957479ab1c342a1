/**
 * What files say of a model besides its graph: names of classes, how pictures are prepared, what the task is; in the words of the tools
 * that write such files. Backends read it through {@link xai4j.model.description.ModelDescription}.
 */
@NullMarked
package xai4j.model.description;

import org.jspecify.annotations.NullMarked;
