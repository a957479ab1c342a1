/** Fine-tuning networks for their tree of decisions (Wan et al. 2021). */
@NullMarked
package xai4j.djl.nbdt;

import org.jspecify.annotations.NullMarked;
