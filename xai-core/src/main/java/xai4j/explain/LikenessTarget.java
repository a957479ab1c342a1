package xai4j.explain;

import java.util.ArrayList;
import java.util.List;
import xai4j.model.ScoreFunction;
import xai4j.model.detection.BoxLikeness;
import xai4j.model.detection.BoxScore;

/**
 * Detected objects, asked for how like anything in a changed picture still is to them (D-RISE, Petsiuk et al. 2021).
 *
 * @param of the objects
 */
public record LikenessTarget(Target of) implements Target {
    @Override
    public String text() {
        return of.text();
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        float[] raw = context.scores();
        List<ScoreFunction> functions = new ArrayList<>();
        for (ScoreFunction function : of.functions(context)) {
            if (!(function instanceof BoxScore found)) {
                throw new IllegalArgumentException("d-rise explains detected objects, and the target " + text()
                        + " is none; write box:0, boxes:0.5 or a label");
            }
            functions.add(BoxLikeness.of(found, raw));
        }
        return functions;
    }
}
