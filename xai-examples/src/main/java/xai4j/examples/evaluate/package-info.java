/**
 * How good is an explanation? Measured on the bird world, where the truth is known: parts are left out or exchanged, and what
 * the model says then is held against what the explanation said (after the FunnyBirds protocol of Hesse et al. 2023).
 */
@NullMarked
package xai4j.examples.evaluate;

import org.jspecify.annotations.NullMarked;
