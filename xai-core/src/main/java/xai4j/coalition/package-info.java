/**
 * The game that every perturbation method plays: players are regions of an image, a coalition is a set of visible regions, and
 * its value is the model's score of the picture that is left.
 */
@NullMarked
package xai4j.coalition;

import org.jspecify.annotations.NullMarked;
