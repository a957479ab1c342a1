/** LIME: a linear model of what the classifier says of coalitions of regions near the whole image (Ribeiro et al. 2016). */
@NullMarked
package xai4j.lime;

import org.jspecify.annotations.NullMarked;
