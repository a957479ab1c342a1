/** Networks of DJL blocks that a program built or trained itself, seen through on the PyTorch engine. */
@NullMarked
package xai4j.djl.block;

import org.jspecify.annotations.NullMarked;
