/** Models asked about many perturbed versions of one image, in batches, within a budget: composition, threads, time. */
@NullMarked
package xai4j.coalition.scoring;

import org.jspecify.annotations.NullMarked;
