/** Steps uphill and the pull towards plainness. Internal to feature visualisation. */
@NullMarked
package xai4j.visualize.optimizer;

import org.jspecify.annotations.NullMarked;
