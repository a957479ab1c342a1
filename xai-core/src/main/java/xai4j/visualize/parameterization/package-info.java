/** The numbers of which a picture is made while it is optimised, pixels or a Fourier spectrum in decorrelated colours, each with its derivative. Internal to feature visualisation. */
@NullMarked
package xai4j.visualize.parameterization;

import org.jspecify.annotations.NullMarked;
