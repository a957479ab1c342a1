package xai4j.lime;

/** Which regions the linear model may use, when fewer are wanted than there are. */
public enum Selection {
    /** {@link #FORWARD_SELECTION} for at most six regions, {@link #HIGHEST_WEIGHTS} for more, as in the original. */
    AUTO,
    /** All, whatever number is wanted. */
    NONE,
    /** Those of the largest absolute weights in a ridge regression of strength 0.01 on all regions. */
    HIGHEST_WEIGHTS,
    /** One after the other, always the one that raises the weighted R² of an unpenalised fit most. */
    FORWARD_SELECTION,
    /** Those of the last solution on a lasso path that has no more of them. */
    LASSO_PATH
}
