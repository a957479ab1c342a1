/**
 * The door to the backends on DJL: {@link xai4j.djl.DjlModels} wraps what a program holds as DJL model. Files are opened by
 * {@code Models.load}, which finds the backends in the packages below by itself.
 */
@NullMarked
package xai4j.djl;

import org.jspecify.annotations.NullMarked;
