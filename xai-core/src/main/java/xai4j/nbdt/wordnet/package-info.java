/** Trees of decisions after the meaning of the classes, and names for the nodes of other trees, from WordNet. */
@NullMarked
package xai4j.nbdt.wordnet;

import org.jspecify.annotations.NullMarked;
