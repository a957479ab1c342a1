/** Neural-backed decision trees (Wan et al. 2021): a network's last layer read as a tree of decisions. */
@NullMarked
package xai4j.nbdt;

import org.jspecify.annotations.NullMarked;
