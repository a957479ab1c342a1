package xai4j.cam;

/** Ways to make a map less noisy. */
public enum Smoothing {
    /** As the formula gives it. */
    NONE,
    /** The mean over the image and its mirror image, each at 90, 100 and 110 % of the input's values, turned back. */
    AUGMENTATION,
    /** The first principal component of the channels' contributions in place of their sum. */
    EIGEN
}
