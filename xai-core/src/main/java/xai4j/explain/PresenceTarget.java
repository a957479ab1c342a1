package xai4j.explain;

import java.util.List;
import xai4j.model.Model;
import xai4j.model.ScoreFunction;
import xai4j.model.detection.BoxPresence;
import xai4j.model.detection.BoxScore;

/**
 * Another target as something that is true or not: detected objects are asked whether they are still detected; what has no border
 * between true and false is refused.
 *
 * @param of the target
 * @param method who asks, for messages
 */
public record PresenceTarget(Target of, String method) implements Target {
    @Override
    public String text() {
        return of.text();
    }

    @Override
    public Model source(Model model) {
        return of.source(model);
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        return of.functions(context).stream().map(this::presence).toList();
    }

    private ScoreFunction presence(ScoreFunction function) {
        ScoreFunction asked = function instanceof BoxScore found ? new BoxPresence(found) : function;
        if (asked.border().isEmpty()) {
            throw new IllegalArgumentException(method
                    + " holds what is true or not, and the target " + text()
                    + " is a number; classes, a difference of two and detected objects can be held");
        }
        return asked;
    }
}
