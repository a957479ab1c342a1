package xai4j.lime;

import xai4j.coalition.sampling.MaskSampling;

/**
 * How LIME samples and fits.
 *
 * @param samples coalitions to ask about, the whole image among them
 * @param sampling how they are drawn
 * @param distance how far a coalition is from the whole image
 * @param kernelWidth width of the kernel that turns distances into weights
 * @param ridge strength of the penalty
 * @param selection how regions are chosen
 * @param features regions in the model; 0 is all
 * @param stableTop stop once it is certain which regions have so many largest weights; 0 is never
 * @param accuracy stop once the largest standard error is this part of the largest weight; 0 is never
 */
record LimeSettings(
        int samples,
        MaskSampling sampling,
        Distance distance,
        double kernelWidth,
        double ridge,
        Selection selection,
        int features,
        int stableTop,
        double accuracy) {}
