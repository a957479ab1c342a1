/** Training networks of DJL blocks on labelled images: repeatable, resumable, with metrics, on the PyTorch engine. */
@NullMarked
package xai4j.djl.train;

import org.jspecify.annotations.NullMarked;
