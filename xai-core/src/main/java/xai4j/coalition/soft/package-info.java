/**
 * Soft masks: a picture seen through many of them, and the masks summed up by what something says of each. RISE asks for scores of classes;
 * whatever else can be said of a masked picture, such as how much a detector still finds of a box, is another {@link
 * xai4j.coalition.soft.SoftMaskRun.PictureScores}.
 */
@NullMarked
package xai4j.coalition.soft;

import org.jspecify.annotations.NullMarked;
