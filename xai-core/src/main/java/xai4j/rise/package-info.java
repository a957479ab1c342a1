/** RISE: the mean of random soft masks, weighted by what the model says of the image under them (Petsiuk et al. 2018). */
@NullMarked
package xai4j.rise;

import org.jspecify.annotations.NullMarked;
