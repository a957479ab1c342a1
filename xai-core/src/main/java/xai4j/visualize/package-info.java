/**
 * Feature visualisation: pictures that a class, a channel, a neuron or a layer wants to see, found by gradient ascent on the
 * input.
 */
@NullMarked
package xai4j.visualize;

import org.jspecify.annotations.NullMarked;
