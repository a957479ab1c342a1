package xai4j.model;

/** Which number of a class is explained. */
public enum Score {
    /** The value before the model's final softmax or sigmoid; the default of every gradient and CAM method. */
    LOGIT,
    /** The softmax (or sigmoid, for multi-label models) probability; the default of LIME, RISE and anchors. */
    PROBABILITY,
    /** Whatever the model puts out, unchanged; the default of the Shapley family, occlusion and feature ablation. */
    OUTPUT
}
