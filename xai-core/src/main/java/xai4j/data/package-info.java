/**
 * Labelled images to train on, to take backgrounds from and to judge explanations by, in the layouts in which such data
 * usually lies on disk.
 */
@NullMarked
package xai4j.data;

import org.jspecify.annotations.NullMarked;
