/** Coalitions as bits: batches of them, the runs of pixels that they show, and weighted sums over them that regressions need. */
@NullMarked
package xai4j.coalition.mask;

import org.jspecify.annotations.NullMarked;
