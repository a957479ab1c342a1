package xai4j.explain;

import java.util.List;
import xai4j.model.InnerValues;
import xai4j.model.Model;
import xai4j.model.ScoreFunction;

/**
 * A user's own function, of the scores or of another value of the network.
 *
 * @param value name of the output or layer; empty for the scores
 */
record FunctionTarget(String value, ScoreFunction function) implements Target {
    @Override
    public String text() {
        return (value.isEmpty() ? "" : ValueTarget.PREFIX + value + " through ") + function.label();
    }

    @Override
    public Model source(Model model) {
        return value.isEmpty() ? model : InnerValues.of(model, value);
    }

    @Override
    public List<ScoreFunction> functions(TargetContext context) {
        return List.of(function);
    }
}
