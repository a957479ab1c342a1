/** Where a tree of decisions comes from and how its nodes are called: clusters of the last layer's weights (Ward), WordNet, files. */
@NullMarked
package xai4j.nbdt.hierarchy;

import org.jspecify.annotations.NullMarked;
