/** What a picture is to excite: weighted sums of class scores and of functions of values inside the network, with their derivatives. Users write {@link xai4j.visualize.objective.FeatureObjective}; the terms are its parts. */
@NullMarked
package xai4j.visualize.objective;

import org.jspecify.annotations.NullMarked;
