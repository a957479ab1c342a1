/**
 * A small world of birds in which the truth is known: species differ in their parts only, every picture says which pixel
 * belongs to which part, and any part can be left out or exchanged with everything else unchanged (after the FunnyBirds
 * protocol of Hesse et al. 2023).
 */
@NullMarked
package xai4j.examples.birds;

import org.jspecify.annotations.NullMarked;
