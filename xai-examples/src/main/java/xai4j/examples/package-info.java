/** The xai command line and runnable examples. */
@NullMarked
package xai4j.examples;

import org.jspecify.annotations.NullMarked;
