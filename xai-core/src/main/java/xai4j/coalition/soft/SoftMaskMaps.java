package xai4j.coalition.soft;

import java.util.List;
import xai4j.coalition.Estimate;

/**
 * What soft masks say.
 *
 * @param estimate per target a map {@code [H · W]}, with its standard errors where there are enough masks
 * @param samples masks scored
 * @param agreement per target the correlation between the maps of the even and of the odd masks; NaN where no mask changes the score
 */
public record SoftMaskMaps(Estimate estimate, int samples, List<Double> agreement) {
    /** Copies the list. */
    public SoftMaskMaps {
        agreement = List.copyOf(agreement);
    }
}
