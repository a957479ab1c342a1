/**
 * How coalitions are drawn: pairs of complements of chosen sizes, which KernelSHAP asks about and other methods may share, and what coalitions drawn evenly
 * within each size are worth in place of coin flips.
 */
@NullMarked
package xai4j.coalition.sampling;

import org.jspecify.annotations.NullMarked;
