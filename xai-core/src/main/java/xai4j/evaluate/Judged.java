package xai4j.evaluate;

import java.util.Objects;
import xai4j.explain.Explanation;
import xai4j.image.PreparedImage;
import xai4j.model.Model;

/**
 * One target of an explanation that is to be judged, with what it explains.
 *
 * @param explanation what is judged
 * @param target position among its targets
 * @param image the model input that it explains
 * @param model the model that it explains
 */
public record Judged(Explanation explanation, int target, PreparedImage image, Model model) {
    /** Checks the target. */
    public Judged {
        Objects.checkIndex(target, explanation.targets().size());
    }
}
