/** Reading photographs safely and turning them into a model's input with the same numbers as the usual Python pipelines. */
@NullMarked
package xai4j.image;

import org.jspecify.annotations.NullMarked;
