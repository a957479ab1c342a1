/** How good explanations are over many pictures: baselines beside every score, intervals over pictures, and what is no more than chance. */
@NullMarked
package xai4j.evaluate.data;

import org.jspecify.annotations.NullMarked;
