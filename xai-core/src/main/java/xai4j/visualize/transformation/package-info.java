/** Linear changes of a picture and their transposes, through which a picture must keep what it shows. Internal to feature visualisation. */
@NullMarked
package xai4j.visualize.transformation;

import org.jspecify.annotations.NullMarked;
